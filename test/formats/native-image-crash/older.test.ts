/** Reports of older releases and of Windows, as they are pasted. */
import { expect, test } from 'vitest'
import { nativeImageCrash } from '../../../electron/engine/formats/native-image-crash/index.ts'
import { detect, headOf } from '../../../electron/engine/ingest/detect.ts'
import { feed } from '../../support/feed.ts'

test.each([
  [
    'Windows',
    '[ [ SubstrateSegfaultHandler caught a segfault in thread 0x00000257ae88a0c0 ] ]\nsiginfo: ExceptionCode: -1073741819, writing address 0x00007ff6b4b1ddbc\n',
    { 'crash.kind': 'signal', 'crash.signal': 'EXCEPTION_ACCESS_VIOLATION', 'crash.signal-address': 0x7ff6b4b1ddbc },
  ],
  [
    'up to 20',
    '[ [ SubstrateSegfaultHandler caught signal 11 ] ]\n\nGeneral Purpose Register Set Values: \n\n  RAX 6636c2c86636b5d8\n',
    { 'crash.kind': 'signal', 'crash.signal': 'SIGSEGV' },
  ],
  [
    'a fatal error without a stack',
    'Fatal error: Implicit exception thrown in code where such exceptions are fatal errors\n\nJavaFrameAnchor dump:\n\n  No anchors\n',
    { 'crash.kind': 'internal-error' },
  ],
])('%s', (_, text, facts) => {
  expect(detect([nativeImageCrash], headOf(new TextEncoder().encode(text), true, 'unknown')).format?.id).toBe(
    'native-image-crash',
  )
  const found = feed(nativeImageCrash, text).records.flatMap((record) =>
    record.kind === 'fact' ? [[record.key, record.value] as const] : [],
  )
  expect(Object.fromEntries(found)).toMatchObject(facts)
})
