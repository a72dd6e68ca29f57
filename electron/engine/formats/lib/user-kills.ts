/**
 * Programs that kill before the kernel has to. Each is an `oom-kill` with `values.by`.
 *
 * - earlyoom: kill.c, kill_process. SIGTERM first, SIGKILL where that was not enough; of one that does not end it says so every 10 s.
 * - nohang: nohang, implement_corrective_action. It prints the victim's number some lines above the signal.
 * - systemd-oomd: src/oom/oomd-manager.c. It names control groups, of which it kills all processes; up to 257 "Killed", then "Marked".
 */
import { JVM_PROGRAM } from './jvm-programs.ts'
import type { KillValues } from './kernel-kills.ts'

const MIB = 1024 * 1024

// sending SIGTERM to process 3887 uid 1009 "java": badness 67, VmRSS 4352 MiB                                 (1.4 and later)
// sending SIGTERM to process 906175 uid 1000 "java": oom_score 1170, VmRSS 43912 MiB, cmdline "..."           (1.8)
// sending SIGKILL to process 12006 "python3": badness 209, VmRSS 2891 MiB                                     (1.3)
// killing process 27541 "bash" with signal 15: badness 550, VmRSS 7609 MiB                                    (1.3-rc)
const EARLY =
  /^(?:sending (SIG[A-Z]{4}) to|killing) process (\d{1,10})(?: uid \d{1,10})? "(.{0,64}?)"(?: with signal (\d{1,2}))?: (?:badness|oom_score) -?\d{1,6}, VmRSS (\d{1,9}) MiB/
// Killing process 'java' with signal 15, pid: 5874, badness: 538, VmRSS: 3160 MiB                             (1.0 to 1.2)
const EARLIER =
  /^Killing process '(.{0,64}?)' with signal (\d{1,2}), pid: (\d{1,10}), badness: -?\d{1,6}, VmRSS: (\d{1,9}) MiB/
// process exited after 0.1 seconds            process 27541 exited after 1.9 seconds
const EXITED = /^process (?:\d{1,10} )?exited after \d/
//   PID: 903309, name: mysqld, badness: 849                                                                   (nohang)
const VICTIM = /^ {0,4}PID: (\d{1,10}), name: (.{1,64}), badness: -?\d{1,6}$/
//   Sending SIGTERM to the victim; total response time: 13 ms
const SENT = /^ {0,4}Sen(?:d|ding|t) (SIG[A-Z]{4}) to the victim\b/
// Killed /system.slice/kafka.service due to memory pressure for /system.slice being 64.15% > 60.00% for > 30s with reclaim activity
// Killed /a due to memory used (16637870080) / total (16733044736) and swap used (8589869056) / total (8589930496) being more than 90.00%
const GROUP =
  /^(?:Killed|Marked) (\/.{0,1000}?)(?: for killing)? due to (?:memory pressure for (\/.{0,1000}?) being |memory used \()/

export const KILLERS: ReadonlySet<string> = new Set(['earlyoom', 'systemd-oomd', 'nohang', 'nohang-desktop'])

const SIGNALS = new Map([
  ['9', 'SIGKILL'],
  ['15', 'SIGTERM'],
])

export class UserKills {
  readonly #last = new Map<string, number>()
  #victim: { pid: number; comm: string } | null = null

  /** What a program says of a kill; null for all else, and for one that it has said before. @param program As the journal names it */
  hear(program: string, text: string): KillValues | null {
    if (program === 'earlyoom') return this.#early(text)
    if (program === 'systemd-oomd') return ofGroup(text)
    return program === 'nohang' || program === 'nohang-desktop' ? this.#hang(text) : null
  }

  #early(text: string): KillValues | null {
    if (EXITED.test(text)) this.#last.delete('earlyoom')
    const now = EARLY.exec(text)
    if (now) {
      const signal = now[1] ?? SIGNALS.get(now[4] ?? '')
      return this.#once('earlyoom', Number(now[2]), now[3] ?? '', signal, Number(now[5]) * MIB)
    }
    const old = EARLIER.exec(text)
    return old && this.#once('earlyoom', Number(old[3]), old[1] ?? '', SIGNALS.get(old[2] ?? ''), Number(old[4]) * MIB)
  }

  #hang(text: string): KillValues | null {
    const victim = VICTIM.exec(text)
    if (victim) this.#victim = { pid: Number(victim[1]), comm: victim[2] ?? '' }
    const signal = SENT.exec(text)?.[1]
    if (signal === undefined || this.#victim === null) return null
    return this.#once('nohang', this.#victim.pid, this.#victim.comm, signal, null)
  }

  /** A process that does not end is told to again and again. */
  #once(by: string, pid: number, comm: string, signal: string | undefined, rss: number | null): KillValues | null {
    if (this.#last.get(by) === pid) return null
    this.#last.set(by, pid)
    return { pid, comm, scope: 'host', by, ...(signal !== undefined && { signal }), ...(rss !== null && { rss }) }
  }
}

function ofGroup(text: string): KillValues | null {
  const match = GROUP.exec(text)
  if (!match) return null
  const [, cgroup = '', pressed] = match
  const unit = cgroup.slice(cgroup.lastIndexOf('/') + 1)
  return {
    cgroup,
    scope: 'host',
    by: 'systemd-oomd',
    ...(pressed !== undefined && { pressed }),
    ...(JVM_PROGRAM.test(unit) && { jvm: 1 }),
  }
}
