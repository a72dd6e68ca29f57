import { defineFormat } from '../format.ts'
import { NativeImageCrash } from './parse.ts'
import { ANCHORS, FATAL, SEGFAULT, STACK } from './patterns.ts'

/**
 * What a program that GraalVM's native-image compiled prints when it crashes: no HotSpot was there, so that nothing of a crash log of
 * HotSpot holds. SubstrateSegfaultHandler.java and SubstrateDiagnostics.java (com.oracle.svm.core).
 */
export const nativeImageCrash = defineFormat({
  id: 'native-image-crash',
  title: 'Crash of a native image (GraalVM)',
  version: 2,
  sniff(head) {
    if (head.lines.some((line) => SEGFAULT.test(line))) return 'certain'
    const fatal = head.lines.findIndex((line) => FATAL.test(line))
    return fatal >= 0 && head.lines.slice(fatal).some((line) => STACK.test(line) || ANCHORS.test(line)) ? 'yes' : 'no'
  },
  open: (context) => new NativeImageCrash(context),
})
