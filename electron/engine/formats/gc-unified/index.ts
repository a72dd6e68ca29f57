import { defineFormat } from '../format.ts'
import { readsWrapped } from '../lib/wrapped-format.ts'
import { UnifiedGcLog } from './parse.ts'
import { sniffUnified } from './sniff.ts'

/** -Xlog:gc* of JDK 9 and later: Serial, Parallel, CMS, G1, ZGC, Shenandoah, with any decorations and levels (JEP 158, JEP 271). */
export const gcUnified = readsWrapped(
  defineFormat({
    id: 'gc-unified',
    title: 'GC log (unified logging)',
    version: 12,
    sniff: sniffUnified,
    open: (context) => new UnifiedGcLog(context),
  }),
)
