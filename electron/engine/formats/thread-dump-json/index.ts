import { defineFormat } from '../format.ts'
import { openThreadDumpJson } from './parse.ts'

/** jcmd Thread.dump_to_file -format=json and HotSpotDiagnosticMXBean.dumpThreads: jdk.internal.vm.ThreadDumper, JDK 21 to 25. */
export const threadDumpJson = defineFormat({
  id: 'thread-dump-json',
  title: 'Thread dump (JSON)',
  version: 2,
  sniff: (head) => (/^\s*\{\s*"threadDump"\s*:\s*\{/.test(head.text.slice(0, 1000)) ? 'certain' : 'no'),
  open: openThreadDumpJson,
})
