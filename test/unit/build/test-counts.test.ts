import { expect, test } from 'vitest'
import { chosenSteps, countPlaywright, countVitest, stepNames } from '../../../build/test-counts.ts'

test('no words: everything, in order', () => {
  expect(chosenSteps([])).toEqual([...stepNames])
})

test('words choose steps, in the order they run', () => {
  expect(chosenSteps(['unit', 'types'])).toEqual(['types', 'unit'])
  expect(chosenSteps(['--only=unit,lint'])).toEqual(['lint', 'unit'])
})

test('end-to-end tests bring the build along', () => {
  expect(chosenSteps(['e2e'])).toEqual(['build', 'e2e'])
})

test('an unknown word is said, not ignored', () => {
  expect(chosenSteps(['unti'])).toContain('unknown: unti')
})

test('vitest: tests, and files that did not load', () => {
  const testResults = [
    { status: 'passed', assertionResults: [{}, {}] },
    { status: 'failed', assertionResults: [{}, {}] },
    { status: 'failed', assertionResults: [] },
  ]
  expect(countVitest({ numPassedTests: 3, numFailedTests: 1, testResults })).toEqual({ passed: 3, failed: 2 })
})

test('playwright: tests, and errors outside of tests', () => {
  expect(countPlaywright({ stats: { expected: 4, unexpected: 1 }, errors: [{}] })).toEqual({ passed: 4, failed: 2 })
})
