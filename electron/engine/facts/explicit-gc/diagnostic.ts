/** Tools that attach: jcmd GC.run, jmap -histo:live, a heap dump, an agent. Their collections have causes of their own since JDK 9. */
import { speaksAgainst, speaksFor, type Scene, type SignsOf } from './signs.ts'

/** GCCause::_dcmd_gc_run is in every release since. */
const OWN_CAUSE_SINCE = 11
const TOOLS: Record<string, string> = {
  'Diagnostic Command': 'jcmd GC.run',
  'Heap Inspection Initiated GC': 'jmap -histo:live or jcmd GC.class_histogram',
  'Heap Dump Initiated GC': 'a heap dump of live objects',
  'JvmtiEnv ForceGarbageCollection': 'an agent (JVMTI ForceGarbageCollection)',
}

export function diagnosticSigns({ facts }: Scene): SignsOf {
  const feature = facts.jvm?.feature ?? 0
  return ({ fromJava, cause }) => {
    if (!fromJava) {
      const claim = `the log gives the cause "${cause}", which is that of ${TOOLS[cause] ?? 'a tool'}`
      return [speaksFor('decisive', claim)]
    }
    return feature >= OWN_CAUSE_SINCE
      ? [speaksAgainst('decisive', `JDK ${feature} logs jcmd GC.run as "Diagnostic Command", not as System.gc()`)]
      : []
  }
}
