import { defineFormat } from '../format.ts'
import { readsWrapped } from '../lib/wrapped-format.ts'
import { LegacyGcLog } from './parse.ts'
import { sniffLegacy } from './sniff.ts'

/** -Xloggc with -XX:+PrintGC or -XX:+PrintGCDetails, JDK 5 to 8: Serial, Parallel, CMS, G1, Shenandoah. */
export const gcLegacy = readsWrapped(
  defineFormat({
    id: 'gc-legacy',
    title: 'GC log (JDK 5 to 8)',
    version: 11,
    sniff: sniffLegacy,
    open: (context) => new LegacyGcLog(context),
  }),
)
