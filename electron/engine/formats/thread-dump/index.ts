import { defineFormat } from '../format.ts'
import { readsWrapped } from '../lib/wrapped-format.ts'
import { openThreadDump, sniffThreadDump } from './parse.ts'

/**
 * jstack, jcmd Thread.print and SIGQUIT of JDK 5 to 25, jcmd Thread.dump_to_file as text, jstack -F; several dumps in a file, and dumps
 * in a log. src/hotspot/share/runtime/vmOperations.cpp, VM_PrintThreads.
 */
export const threadDump = readsWrapped(
  defineFormat({
    id: 'thread-dump',
    title: 'Thread dump',
    version: 10,
    sniff: sniffThreadDump,
    open: openThreadDump,
  }),
)
