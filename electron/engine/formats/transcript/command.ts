/** What a command line asked for: of which file, and of which process. */

export interface Command {
  /** capture: it shows the state of something; program: it does something else; unknown: no command that is known. */
  sort: 'capture' | 'program' | 'unknown'
  /** What its output is called: `limits-pid9615`, `jcmd VM.flags-pid9615`. No slashes: it becomes part of a path. */
  name: string
  /** Base name of the one file that it printed, for formats that a name decides. */
  file: string | null
  /** Of the one process that it asked about; of the command itself (`/proc/self`) nothing is to be learnt. */
  pid: number | 'self' | null
  /** What it counted, where the answer is nothing but a number. */
  counts: 'maps' | 'fd' | 'task' | null
  /** Whether its output is never read. */
  isSilent: boolean
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}

const SHOWN_FILE = wordSet('cat head tail less more zcat zless bat strings')
const CAPTURES = wordSet(
  'cat head tail less more zcat zless bat strings grep egrep fgrep zgrep awk free ps top htop pmap jcmd jps jstack jmap jinfo jstat ' +
    'ulimit prlimit sysctl dmesg journalctl systemctl systemd-cgls systemd-cgtop coredumpctl kubectl oc docker podman crictl nerdctl ' +
    'uname uptime vmstat iostat sar pidstat mpstat numactl numastat lsof ss netstat df du ls ll find wc lscpu nproc slabtop lsblk ' +
    'mount ipcs getconf pstree pgrep hostnamectl',
)
const SILENT = wordSet(
  'cd pwd echo printf whoami id date exit logout su vi vim nano clear history export unset source sleep mkdir touch chmod chown ln cp ' +
    'mv rm which type man ping set kill pkill killall reboot',
)
/** Words of prose, too: as a command they are followed by an option or a path, or by nothing. */
const PROSE = wordSet('head tail less more free top find mount cat strings sort')
const PROGRAMS = wordSet(
  'java javac mvn gradle git curl wget ssh scp rsync tar gzip unzip apt apt-get yum dnf apk rpm dpkg service strace perf gdb',
)

/** What stands before the command that is meant: `sudo -u kafka`, `kubectl exec kafka-0 -c kafka --`, `LANG=C`, `nsenter -t 1 -m`, `watch -n1`. */
const BEFORE: readonly RegExp[] = [
  /^[A-Z_][A-Z0-9_]{0,40}=\S{0,100} /,
  /^(?:sudo|doas)(?: -(?:[A-Za-z]{1,8}|-[a-z-]{1,20}(?:=\S{1,40})?))*(?: (?<=-[ug] )\S{1,40})? /,
  /^(?:time|nice|command|exec|watch(?: -\S{1,20}| \d{1,3}(?:\.\d)?)*) /,
  /^(?:kubectl|oc)(?: -{1,2}\S{1,80}| [\w.:/-]{1,253}){0,8}? exec\b.{0,300}? -- /,
  /^(?:docker|podman|nerdctl|crictl) exec(?: -\S{1,20}){0,4} [\w.-]{1,128} /,
  /^nsenter(?: -\S{1,20}| \d{1,7}){1,8} /,
  /^ssh(?: -\S{1,40}){0,4} [\w.@-]{1,253} /,
]

// /proc/9615/limits          /proc/$PID/limits is of nobody that is known
const PROC = /\/proc\/(\d{1,7}|self|\$\$)\//g
// jcmd 9615 VM.flags       jstack -l 9615       jmap -histo:live 9615       jinfo 9615       jstat -gcutil 9615 1000
const OF_JDK = /^(?:jcmd|jstack|jmap|jinfo|jstat)(?: -\S{1,100}){0,6} (\d{1,7})\b/
// pmap -x 9615            prlimit -p 9615       prlimit --pid=9615       lsof -p 9615       ps -o nlwp= -p 9615       top -H -p9615
const OF_PMAP = /^pmap(?: -\S{1,20}){0,4} (\d{1,7})\b/
const BY_OPTION =
  /^(?:prlimit|lsof|ps|top|pidstat|numastat|pgrep|ss)\b.{0,200}? (?:-p ?|-[A-Za-z]{1,5}p ?|--pid[= ])(\d{1,7})\b(?!,)/
// wc -l /proc/9615/maps       cat /proc/9615/maps | wc -l       wc -l < /proc/9615/maps       ls /proc/9615/fd | wc -l
const COUNTED = /\/proc\/(?:\d{1,7}|\$\w{1,20}|\$\{\w{1,20}\}|\$\(.{1,60}?\)|`.{1,60}?`)\/(maps|fd|task)\b/

export function readCommand(typed: string): Command {
  const text = withoutBefore(typed)
  const [first = ''] = text.split(/[\s;|&<>]/, 1)
  const word = first.slice(first.lastIndexOf('/') + 1)
  const isProse = PROSE.has(word) && /^\S+ {1,4}[A-Za-z]/.test(text) && !/[/.|$]/.test(text)
  const sort = isProse
    ? 'unknown'
    : CAPTURES.has(word)
      ? 'capture'
      : SILENT.has(word) || PROGRAMS.has(word)
        ? 'program'
        : 'unknown'
  const file = SHOWN_FILE.has(word) ? shownFile(text) : null
  const pid = pidOf(text)
  const suffix = typeof pid === 'number' ? `-pid${pid}` : ''
  // The number stands behind the name.
  const named = typeof pid === 'number' ? text.replaceAll(new RegExp(`(?:/proc/)?\\b${pid}\\b`, 'g'), ' ') : text
  const label =
    file ??
    named
      .replaceAll(/[^\w.:=$-]{1,100}/g, ' ')
      .trim()
      .slice(0, 60)
  return { sort, name: `${label}${suffix}`, file, pid, counts: countedBy(text), isSilent: SILENT.has(word) }
}

function withoutBefore(typed: string): string {
  let text = typed.trim().slice(0, 1000)
  for (let round = 0; round < 4; round++) {
    const found = BEFORE.map((pattern) => pattern.exec(text)?.[0].length ?? 0).find((length) => length > 0)
    if (found === undefined) break
    text = text.slice(found).trimStart()
  }
  return text
}

/** `cat /proc/9615/limits`, with or without what shortens or sorts it; null where several files or a filter make it another text. */
function shownFile(text: string): string | null {
  const [shown = '', ...filters] = text.split('|')
  if (
    filters.some(
      (each) =>
        !/^\s{0,4}(?:head|tail|less|more|cat|sort|tr '?\\0'? ?'?[ \\n]{1,2}'?)(?:\s+-{0,2}\w+){0,3}\s{0,4}$/.test(each),
    )
  )
    return null
  const files = shown
    .replaceAll(/\s(?:2>|>|<)\s?\S{1,200}/g, '')
    .split(/\s{1,20}/)
    .slice(1)
    .filter((each, index, all) => !each.startsWith('-') && !/^-[nc]$/.test(all[index - 1] ?? '') && each !== '')
  const [path = '', ...more] = files
  const name = path.slice(path.lastIndexOf('/') + 1)
  return more.length > 0 || !/^[\w.+,@-]{1,120}$/.test(name) ? null : name
}

function pidOf(text: string): number | 'self' | null {
  const found = new Set([...text.matchAll(PROC)].map((match) => match[1] ?? ''))
  if (found.has('self') || found.has('$$')) return 'self'
  const asked = (OF_JDK.exec(text) ?? OF_PMAP.exec(text) ?? BY_OPTION.exec(text))?.[1]
  if (asked !== undefined) found.add(asked)
  const [pid] = found
  return found.size === 1 && pid !== undefined ? Number(pid) : null
}

/** `ls /proc/9615/maps | wc -l` counts one file, `ls -l` a line more than there are. */
function countedBy(text: string): Command['counts'] {
  const what = COUNTED.exec(text)?.[1]
  if (!/\bwc -l\b/.test(text) || /\bgrep\b|\bawk\b|\buniq\b/.test(text)) return null
  const isListed = /^ls(?: -1)? \//.test(text)
  if (what === 'maps') return text.startsWith('ls') ? null : 'maps'
  return isListed && (what === 'fd' || what === 'task') ? what : null
}
