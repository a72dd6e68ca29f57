import { defineFormat } from '../format.ts'
import { openJavaProcesses, sniffJavaProcesses } from './parse.ts'

/** jps and `jcmd -l`: jdk.jcmd, sun/tools/jps/Jps.java and sun/tools/jcmd/JCmd.java. They name the JVMs of a host. */
export const javaProcesses = defineFormat({
  id: 'java-processes',
  title: 'JVMs of the host (jps, jcmd -l)',
  version: 1,
  sniff: sniffJavaProcesses,
  open: openJavaProcesses,
})
