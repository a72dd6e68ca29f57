/** What an issue's code means, in the CLI's JSON. */
import { z } from 'zod'
import { meanings, type Severity } from './issue-meanings.ts'
import type { IssueCode } from './records.ts'

export const explained = { severity: z.enum(['info', 'lost', 'error']), meaning: z.string(), advice: z.string() }

export function explain(code: IssueCode): { severity: Severity; meaning: string; advice: string } {
  const { severity, sentence, advice } = meanings[code]
  return { severity, meaning: sentence, advice }
}
