/** Who sent the signal that ended a process: kill, tgkill and sigqueue say so in siginfo (SI_FROMUSER, include/uapi/asm-generic/siginfo.h). */
import type { Citation } from '../../../shared/model/span.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface SignalSender {
  /** Null where siginfo does not name it: it is outside of this pid namespace, or an emulator passes a fault on in this way. */
  pid: number | null
  citation: Citation
}

/** tgkill, as raise() and abort() call it: a thread of the process itself, unless siginfo names another. */
const OWN = 'SI_TKILL'
const SENT = /^SI_(?:USER|QUEUE|TKILL)$/

/** Null for a fault, and for a signal that the process sent itself: nothing outside ended it. */
export function signalSenderOf({ crash, records }: ProcessFacts): SignalSender | null {
  const code = crash?.signalCode
  if (!crash || !code || !SENT.test(code.value)) return null
  const sender = crash.signalSender
  if (sender && sender.value > 0) {
    return sender.value === records.pid ? null : { pid: sender.value, citation: sender.citation }
  }
  return code.value === OWN ? null : { pid: null, citation: (sender ?? code).citation }
}
