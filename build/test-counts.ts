/** The pure parts of `npm test`: which steps to run, and how to count what the runners report. */
export const stepNames = ['format', 'types', 'lint', 'imports', 'unit', 'build', 'e2e'] as const
export type StepName = (typeof stepNames)[number]
export interface Count {
  passed: number
  failed: number
}

/** From the words of the command line (`unit types`, `--only=unit,types`): the steps in their order, or what is wrong with them. */
export function chosenSteps(words: readonly string[]): StepName[] | string {
  const names = words.flatMap((word) => word.replace(/^--only=/, '').split(','))
  const unknown = names.filter((name) => !stepNames.includes(name as StepName))
  if (unknown.length > 0) return `unknown: ${unknown.join(', ')}. Steps: ${stepNames.join(', ')}`
  if (names.length === 0) return [...stepNames]
  // The end-to-end tests run what is in dist/.
  return stepNames.filter((name) => names.includes(name) || (name === 'build' && names.includes('e2e')))
}

/** vitest's JSON report. A file that did not load counts as one failure beside the tests that failed. */
export function countVitest(report: unknown): Count {
  const { numPassedTests, numFailedTests, testResults } = report as {
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: unknown[] }[]
  }
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return { passed: numPassedTests, failed: numFailedTests + broken }
}

/** Playwright's JSON report. Retries are off, so nothing is flaky; `errors` are those outside of any test. */
export function countPlaywright(report: unknown): Count {
  const { stats, errors } = report as { stats: { expected: number; unexpected: number }; errors: unknown[] }
  return { passed: stats.expected, failed: stats.unexpected + errors.length }
}
