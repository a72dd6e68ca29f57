/** How a parent saw the process end. */
import type { ProcessFacts } from './process-facts.ts'

/** 128 + 2 and 128 + 15, as a shell reports SIGINT and SIGTERM; -2 and -15 as others do. */
const ORDERLY: ReadonlySet<string> = new Set(['0', '130', '143', '-2', '-15'])
const ORDERLY_SIGNALS: ReadonlySet<string> = new Set(['2', '15'])

/** `exit code 0` and an end by SIGTERM or SIGINT are orderly; what else a parent saw is a failure. False where nothing is known. */
export function failedExit({ exit }: ProcessFacts): boolean {
  if (!exit) return false
  const number = /(-?\d{1,10})/.exec(exit.value)?.[1]
  if (number === undefined) return true
  const signal = /signal/i.test(exit.value) && !/exit[ -]?(?:code|status)/i.test(exit.value)
  return signal ? !ORDERLY_SIGNALS.has(number) : !ORDERLY.has(number)
}

/** A verb and what follows it, behind who did it. */
const VERB = /^(?:\S{1,200} )?(?:was )?((killed|terminated|exited|finished|died|ended|dumped core) .*?)\.?$/i
const DONE_TO_IT: ReadonlySet<string> = new Set(['killed', 'terminated'])

/** What a parent saw, as a predicate: `ended with exit code 1`, `was killed by signal 11`, `dumped core by signal SIGSEGV`. */
export function endWords(value: string): string {
  const [, words, verb] = VERB.exec(value) ?? []
  if (words === undefined || verb === undefined) return `ended with ${value}`
  const lower = `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`
  return DONE_TO_IT.has(verb.toLowerCase()) && !/^\S+ with/.test(lower) ? `was ${lower}` : lower
}

/** SIGABRT as a parent sees it: the signal, 128 + 6 of a shell, or -6. */
export function endedByAbort({ exit }: ProcessFacts): boolean {
  return /\b(?:134|SIGABRT)\b|signal[ :=]+6\b|(?:code|status)[ :=]+-6\b/.test(exit?.value ?? '')
}
