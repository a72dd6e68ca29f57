/** All layouts, in order of preference where two fit one folder. Whatever fits none is loose files, and is read all the same. */
import { abrt } from './abrt.ts'
import { apport } from './apport.ts'
import { clusterDump } from './cluster-dump.ts'
import { dse } from './dse.ts'
import { elastic } from './elastic.ts'
import type { Layout } from './layout.ts'
import { mustGather } from './must-gather.ts'
import { podLogs } from './pod-logs.ts'
import { sos } from './sos.ts'
import { strimzi } from './strimzi.ts'
import { systemdCoredump } from './systemd-coredump.ts'
import { yc360 } from './yc-360.ts'

export const layouts: readonly Layout[] = [
  yc360,
  elastic,
  sos,
  strimzi,
  mustGather,
  clusterDump,
  podLogs,
  dse,
  abrt,
  apport,
  systemdCoredump,
]
