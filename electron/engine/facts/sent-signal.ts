/** A fault's signal that somebody sent (kill -SEGV, a supervisor's watchdog): no code of the process faulted. */
import type { Citation } from '../../../shared/model/span.ts'
import type { ProcessFacts } from './process-facts.ts'

/** man 2 sigaction: kill, sigqueue. SI_TKILL is how a process raises a signal itself, as handlers do to pass it on. */
const SENT: ReadonlySet<string> = new Set(['SI_USER', 'SI_QUEUE'])

export interface SentSignal {
  /** `process 4711 (kill)` */
  sender: string
  citation: Citation
}

/** Null where the kernel raised it, where the process sent it to itself, and of SIGABRT and others that are no faults. */
export function sentSignalOf({ crash, index, records }: ProcessFacts): SentSignal | null {
  const code = crash?.signalCode
  if (!code || !SENT.has(code.value) || !/SIG(?:SEGV|BUS|ILL|FPE|TRAP)/.test(crash.signal?.value ?? '')) return null
  const sender = index.number('crash.signal-sender')?.value ?? null
  const own = records.pid ?? index.number('process.pid')?.value ?? null
  if (sender !== null && sender === own) return null
  // 0: a process outside its pid namespace, of the host or another container (man 7 pid_namespaces).
  const words = sender === 0 ? 'a process outside its container' : sender === null ? 'a process' : `process ${sender}`
  return { sender: `${words} (kill)`, citation: code.citation }
}
