/** All formats, in sniff order: of two that are equally sure the first wins, so the narrow ones stand before the broad ones. */
import { appleCrash } from './apple-crash/index.ts'
import { apport } from './apport/index.ts'
import { applicationLog } from './application-log/index.ts'
import { brokerProperties } from './broker-properties/index.ts'
import { cgroup } from './cgroup/index.ts'
import { classHistogram } from './class-histogram/index.ts'
import { commandLine } from './command-line/index.ts'
import { containerEvents } from './container-events/index.ts'
import { containerStats } from './container-stats/index.ts'
import { coredumpInfo } from './coredump-info/index.ts'
import { debuggerFormat } from './debugger/index.ts'
import { directoryListing } from './directory-listing/index.ts'
import { dockerInspect } from './docker-inspect/index.ts'
import { elasticNodes } from './elastic-nodes/index.ts'
import { exitStatus } from './exit-status/index.ts'
import type { Format } from './format.ts'
import { free } from './free/index.ts'
import { gcLegacy } from './gc-legacy/index.ts'
import { gcUnified } from './gc-unified/index.ts'
import { heapInfo } from './heap-info/index.ts'
import { heapSummary } from './heap-summary/index.ts'
import { hotspotStdout } from './hotspot-stdout/index.ts'
import { hsErr } from './hs-err/index.ts'
import { javaProcesses } from './java-processes/index.ts'
import { javacore } from './javacore/index.ts'
import { jcmdAnswer } from './jcmd-answer/index.ts'
import { journalExport } from './journal-export/index.ts'
import { jstat } from './jstat/index.ts'
import { kernelFiles } from './kernel-files/index.ts'
import { kernelLogJson } from './kernel-log-json/index.ts'
import { kernelLog } from './kernel-log/index.ts'
import { kubernetesDescribe } from './kubernetes-describe/index.ts'
import { kubernetesList } from './kubernetes-list/index.ts'
import { kubernetesPod } from './kubernetes-pod/index.ts'
import { mapCounts } from './map-counts/index.ts'
import { meminfo } from './meminfo/index.ts'
import { metricsCsv } from './metrics-csv/index.ts'
import { metricsJson } from './metrics-json/index.ts'
import { nativeImageCrash } from './native-image-crash/index.ts'
import { nativeMemory } from './native-memory/index.ts'
import { openFilesFormat } from './open-files/index.ts'
import { osRelease } from './os-release/index.ts'
import { pidstat } from './pidstat/index.ts'
import { otherGcLog } from './other-gc-log/index.ts'
import { pmap } from './pmap/index.ts'
import { procLimits } from './proc-limits/index.ts'
import { procMaps } from './proc-maps/index.ts'
import { procSmaps } from './proc-smaps/index.ts'
import { procStat } from './proc-stat/index.ts'
import { procStatus } from './proc-status/index.ts'
import { processList } from './process-list/index.ts'
import { replay } from './replay/index.ts'
import { serviceProperties } from './service-properties/index.ts'
import { serviceStatus } from './service-status/index.ts'
import { smapsRollup } from './smaps-rollup/index.ts'
import { strace } from './strace/index.ts'
import { sysctl } from './sysctl/index.ts'
import { text } from './text/index.ts'
import { thp } from './thp/index.ts'
import { threadDumpJson } from './thread-dump-json/index.ts'
import { threadDump } from './thread-dump/index.ts'
import { top } from './top/index.ts'
import { transcript } from './transcript/index.ts'
import { ulimit } from './ulimit/index.ts'
import { hostClock } from './host-clock/index.ts'
import { uname } from './uname/index.ts'
import { vmFlags } from './vm-flags/index.ts'
import { vmMemoryMap } from './vm-memory-map/index.ts'
import { vmstat } from './vmstat/index.ts'
import { ycMetaInfo } from './yc-meta-info/index.ts'

export const formats: readonly Format[] = [
  transcript,
  hsErr,
  nativeImageCrash,
  javacore,
  replay,
  appleCrash,
  apport,
  coredumpInfo,
  debuggerFormat,
  strace,
  threadDump,
  threadDumpJson,
  smapsRollup,
  procSmaps,
  procMaps,
  pmap,
  vmMemoryMap,
  procLimits,
  procStatus,
  procStat,
  meminfo,
  cgroup,
  kernelFiles,
  mapCounts,
  thp,
  sysctl,
  ulimit,
  uname,
  hostClock,
  osRelease,
  exitStatus,
  serviceStatus,
  serviceProperties,
  commandLine,
  ycMetaInfo,
  nativeMemory,
  heapInfo,
  heapSummary,
  jstat,
  vmFlags,
  classHistogram,
  jcmdAnswer,
  brokerProperties,
  top,
  vmstat,
  pidstat,
  free,
  processList,
  javaProcesses,
  kernelLogJson,
  journalExport,
  kernelLog,
  gcUnified,
  gcLegacy,
  otherGcLog,
  hotspotStdout,
  applicationLog,
  dockerInspect,
  containerEvents,
  containerStats,
  kubernetesDescribe,
  kubernetesList,
  kubernetesPod,
  elasticNodes,
  metricsJson,
  metricsCsv,
  openFilesFormat,
  directoryListing,
  text,
]
