import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'

// exit code 1
// Process finished with exit code 134
// killed by signal 6 (SIGABRT)
// signal: 9
// java killed by SIGABRT                                     (ABRT's `reason`: abrt-hook-ccpp.c)
const EXIT =
  /^(?:process )?(?:(?:exited|finished|terminated|ended) (?:with )?(?:exit[ -]?)?|exit[ -]?)(?:code|status)[ :=]+(-?\d{1,10})(?: \((SIG[A-Z0-9+]+)\))?\.?$/i
const SIGNAL =
  /^(?:process )?(?:was )?(?:(?:killed|terminated|exited|died) (?:by|on|with) )?signal[ :=]+(\d{1,2})(?: ?\((SIG[A-Z0-9+]+)\))?(?: \(core dumped\))?\.?$/i

const PROGRAM = /^(?:Process )?\S{1,200} (?:was )?killed by (?:signal \d{1,2} \()?SIG[A-Z0-9+]{2,9}\)?\.?$/

/** How the process ended in the words of the line, as the value of the fact: kept verbatim, the rules read the numbers. */
function readExit(text: string): LineFact[] | null {
  const line = text.trim()
  return EXIT.test(line) || SIGNAL.test(line) || PROGRAM.test(line) ? [{ key: 'process.exit', value: line }] : null
}

/** Notes of wrapper scripts and service managers. Nothing but such lines counts: the words are common in logs. */
export const exitStatus = defineFormat({
  id: 'exit-status',
  title: 'Exit status',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    return head.whole && lines.length > 0 && lines.length <= 2 && lines.every((line) => readExit(line) !== null)
      ? 'yes'
      : 'no'
  },
  open: (context) =>
    openFactLines(context, {
      region: { id: 'exit-status', title: 'How the process ended', note: '' },
      read: readExit,
    }),
})
