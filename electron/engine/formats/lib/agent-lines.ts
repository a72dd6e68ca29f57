/** What the tools of the serviceability agent print before their answer (sun.jvm.hotspot.tools.Tool): jstack -F, jmap -F, jinfo of JDK 8, jhsdb. */
import type { Pid } from '../../../../shared/model/units.ts'

// Attaching to process ID 18625, please wait...
const ATTACHING = /^Attaching to process ID (\d{1,10}), please wait/
// Debugger attached successfully.        Server compiler detected.        JVM version is 25.282-b08
const ATTACHED = /^(?:Debugger attached successfully\.|(?:Server|Client) compiler detected\.|JVM version is \S{1,80})$/

export function agentPid(text: string): Pid | null {
  const match = ATTACHING.exec(text)
  return match ? Number(match[1]) : null
}

/** Whether the line stands between the attaching and the answer. */
export function isAgentLine(text: string): boolean {
  return ATTACHED.test(text)
}
