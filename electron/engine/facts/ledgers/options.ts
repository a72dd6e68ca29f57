/** Sizes that the JVM was started with, by the name of their option. */
import type { Bytes } from '../../../../shared/model/units.ts'
import { firstOf, isText, sizeOf, type Option } from '../explicit-gc/arguments.ts'
import type { ProcessFacts } from '../process-facts.ts'

/** `-XX:MaxMetaspaceSize=256m`; null where no artifact shows it to be given. */
export function sizeOption({ index }: ProcessFacts, name: string): Option<Bytes> | null {
  const given = [...index.all('jvm.arguments'), ...index.all('jvm.flags')].filter(isText)
  const pattern = new RegExp(String.raw`(?:^|\s)-XX:${name}=(\d{1,15})([kKmMgGtT]?)(?=\s|$)`, 'g')
  return firstOf(given, (text) => sizeOf(text, pattern))
}

/** Whether an artifact lists the arguments: only then an option that is not there has its default. */
export function argumentsListed({ index }: ProcessFacts): boolean {
  return index.first('jvm.arguments') !== null
}
