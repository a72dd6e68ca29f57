/** What a few pasted lines prove, and what they leave open. */
import { describe, expect, test } from 'vitest'
import { hotspotStdout } from '../../electron/engine/formats/hotspot-stdout/index.ts'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import { feed } from '../support/feed.ts'
import { ProcessBuilder } from '../support/process-builder.ts'

/** As the command line would: the events that the format reads, weighed. */
function pasted(text: string) {
  const builder = new ProcessBuilder().artifact('hotspot-stdout')
  for (const record of feed(hotspotStdout, text).records)
    if (record.kind === 'event') {
      const { type, values, quote, source } = record
      builder.event(type, values, { quote, source })
    }
  const facts = createFacts(builder.records)
  const hypotheses = runRules(rules, facts)
  return { verdict: verdictOf(hypotheses, facts), facts, hypotheses }
}

const statusOf = ({ hypotheses }: ReturnType<typeof pasted>, id: string) =>
  hypotheses.find((each) => each.id === id)?.status

describe('pasted lines', () => {
  test('an error that the main thread did not catch was not survived', () => {
    const { verdict } = pasted(
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat Main.main(Main.java:7)\n',
    )
    expect(verdict.rootCause).toBe('java-heap')
    expect(verdict.summary).toContain('What came of it the artifacts do not say')
  })

  test('metaspace that cannot hold the first classes', () => {
    const text = 'Error occurred during initialization of VM\njava.lang.OutOfMemoryError: Metaspace\n'
    expect(pasted(text).verdict.rootCause).toBe('metaspace')
  })

  test('a VM that is starting has no full map count', () => {
    const text =
      'Error occurred during initialization of VM\nCould not reserve enough space for 2097152KB object heap\n'
    const found = pasted(text)
    expect(found.facts.victim?.bytes ?? found.facts.victims[0]?.bytes).toBe(2097152 * 1024)
    expect(statusOf(found, 'max-map-count')).toBe('unlikely')
    expect(statusOf(found, 'address-space-limit')).toBe('unknown')
  })

  test('a DOS error is one of Windows, which has no map count', () => {
    const found = pasted(
      "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x0000000700000000, 268435456, 0) failed; error='The paging file is too small for this operation to complete' (DOS error/errno=1455)\n",
    )
    expect(found.facts.system?.value).toBe('windows')
    expect(statusOf(found, 'max-map-count')).toBe('ruled-out')
    expect(found.verdict.rootCause).toBe('commit-limit')
  })

  test('guard pages that are headed like a fault were refused', () => {
    const { verdict, facts } = pasted(
      [
        '#',
        '# A fatal error has been detected by the Java Runtime Environment:',
        '# Native memory allocation (mprotect) failed to protect 16384 bytes. Error detail: memory to guard stack pages',
        '# An error report file with more information is saved as:',
        '# /srv/app/hs_err_pid4711.log\n',
      ].join('\n'),
    )
    expect(facts.victim).toMatchObject({ operation: 'mprotect', bytes: 16384 })
    expect(verdict).toMatchObject({ rootCause: 'max-map-count', confidence: 0.75 })
  })
})
