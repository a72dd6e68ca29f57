/** Where one output ends and the next begins: prompts of shells, and headings that tools and scripts print. */

// [root@kafka-13 ~]# cat /proc/9615/limits          [kafka@my-cluster-kafka-0 kafka]$ free -m
const BRACKETED = /^\[[\w.!-]{1,64}@([\w.-]{1,253}) [^\]]{0,200}\][#$%>] {0,4}(.*)$/
// root@kafka-13:~# dmesg -T       I have no name!@kafka-0:/$ df -h       (venv) ops@kafka-13:/var/log$ ls
const COLON =
  /^(?:\([\w.-]{1,64}\) ?)?(?:[\w.-]{1,64}|I have no name!)@([\w.-]{1,253}): ?(?:[~/][^#$%>]{0,200}[#$%>]|[\w.+-]{0,64}[#$%])(?:$| {1,4}(.*)$)/
// ops@kafka-13 ~ % free -m                                                                            (zsh)
const ZSH = /^[\w.-]{1,64}@([\w.-]{1,253}) [~/]\S{0,200} [%#] {0,4}(.*)$/
// kafka-13:~ # free -m            kafka-13:/var/log # ls                                              (SLES)
const SUSE = /^([\w.-]{1,253}):[~/]\S{0,200} [#>] {1,4}(.*)$/
// bash-5.1$ free -m               sh-4.4# ls             -bash-4.2$ ls
const SHELL = /^-?(?:ba|k|z|a|da)?sh(?:-\d{1,2}\.\d{1,2}[\w.]{0,8})?[$#%] {0,4}(.*)$/
// / # cat /proc/1/limits          /opt/kafka $ ls        ~ $ ls                                       (busybox)
const BUSYBOX = /^[~/][^\s#$]{0,200} [#$] {1,4}(.*)$/
// $ free -m       # sysctl -a     ### free -m     ❯ free -m     Nothing but a known command tells it from a comment or a heading.
const BARE = /^(?:[$%❯➜]|#{1,4}) {1,4}(.*)$/u
// ==> /proc/9615/limits <==                                                                            (head, tail of several files)
const FILE_HEADING = /^==> (\S.{0,500}) <==$/
// ===== cat /proc/9615/limits =====          --- free -m ---          ### dmesg -T ###                 (scripts)
const BANNER = /^([=#*~-])\1{2,120} {0,4}([a-z/].{1,200}?) {0,4}\1{0,120}$/
// 9615:                                                                                                (jcmd)
const PID_HEADING = /^(\d{1,7}):$/
// ```        ```text        ~~~
const FENCE = /^ {0,3}(?:`{3,}|~{3,})[\w+-]{0,20}$/

export type Mark =
  /** `isBare`: nothing but the command tells that it is one. */
  | { kind: 'prompt'; command: string; host: string | null; isBare: boolean }
  | { kind: 'file'; path: string }
  | { kind: 'banner'; command: string }
  | { kind: 'pid'; pid: number }
  | { kind: 'fence' }

/** Prompts that name a user and a host, or a shell, are one whatever follows. */
const NAMED: readonly (readonly [RegExp, host: boolean])[] = [
  [BRACKETED, true],
  [COLON, true],
  [ZSH, true],
  [SUSE, true],
  [SHELL, false],
  [BUSYBOX, false],
]
/** Characters that a mark begins with, so that other lines need no further look. */
const FIRST = /^[\w[(/~$%#❯➜=*`I -]/u

export function readMark(text: string): Mark | null {
  if (text.length > 2000 || !FIRST.test(text)) return null
  for (const [pattern, hasHost] of NAMED) {
    const match = pattern.exec(text)
    if (match)
      return {
        kind: 'prompt',
        command: (hasHost ? match[2] : match[1])?.trim() ?? '',
        host: hasHost ? (match[1] ?? null) : null,
        isBare: false,
      }
  }
  const bare = BARE.exec(text)?.[1]
  if (bare !== undefined) {
    const banner = BANNER.exec(text)
    return { kind: 'prompt', command: (banner?.[2] ?? bare).trim(), host: null, isBare: true }
  }
  const path = FILE_HEADING.exec(text)?.[1]
  if (path !== undefined) return { kind: 'file', path }
  const pid = PID_HEADING.exec(text)?.[1]
  if (pid !== undefined) return { kind: 'pid', pid: Number(pid) }
  if (FENCE.test(text)) return { kind: 'fence' }
  const banner = BANNER.exec(text)?.[2]
  return banner === undefined ? null : { kind: 'banner', command: banner }
}
