import { expect, it } from 'vitest'
import { jcmdAnswer } from '../../../electron/engine/formats/jcmd-answer/index.ts'
import { feed } from '../../support/feed.ts'

it('jinfo: the arguments and the heap stand below the properties', () => {
  const text =
    'Java System Properties:\n#Wed Nov 25 22:42:39 UTC 2026\njava.runtime.version=17.0.15+6\njava.vm.name=OpenJDK 64-Bit Server VM\n\n' +
    'VM Flags:\n-XX:CICompilerCount=2 -XX:MaxHeapSize=268435456 -XX:+UseG1GC \n\n' +
    'VM Arguments:\njvm_args: -Xmx256m -XX:+UseG1GC \njava_command: kafka.Kafka server.properties\njava_class_path (initial): .\nLauncher Type: SUN_STANDARD\n'
  const { records, issues } = feed(jcmdAnswer, text)
  expect(issues).toEqual([])
  expect(records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : []))).toEqual([
    ['jvm.version', '17.0.15+6'],
    ['jvm.vm', 'OpenJDK 64-Bit Server VM'],
    ['heap.max', 268_435_456],
    ['jvm.arguments', '-Xmx256m -XX:+UseG1GC'],
    ['jvm.command', 'kafka.Kafka server.properties'],
  ])
})
