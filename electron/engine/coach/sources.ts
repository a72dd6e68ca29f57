/** THE list of artifacts that can be brought, in the order in which they are asked for when they settle equally much. */
import type { ProcessFacts } from '../facts/process-facts.ts'

export interface Source {
  id: string
  title: string
  /**
   * Read-only: they look, and change nothing. PID, UNIT and USER stand for those of the process. jcmd is left out: the thread that
   * answers it needs mappings, and a JVM at its limit dies of it.
   */
  commands: readonly string[]
  note: string
  needsLife: boolean
  /** Only an end leaves it: a process that lives has none. */
  ofEnd?: true
  captured: boolean
  /** How the rules name it in `MissingFact.capture`. */
  named: RegExp
  /** Whether the case has it already. */
  isThere: (facts: ProcessFacts) => boolean
}

const has =
  (...formats: readonly string[]) =>
  ({ records }: ProcessFacts): boolean =>
    records.artifacts.some(({ format }) => formats.includes(format))

export const sources: readonly Source[] = [
  {
    id: 'crash-log',
    title: 'The whole crash log: hs_err_pid*.log',
    commands: ["find / -xdev -name 'hs_err_pid*' 2>/dev/null"],
    note: 'It stands in the working directory of the process, where -XX:ErrorFile says, or in /tmp. Copy it whole: the mappings come last and are what gets cut',
    needsLife: false,
    ofEnd: true,
    captured: false,
    named: /crash log|hs_err/i,
    isThere: ({ crash }) => crash !== null,
  },
  {
    id: 'standard-output',
    title: 'Standard output of the process',
    commands: ['journalctl -u UNIT --no-pager', 'kubectl logs --previous POD', 'ls -l /proc/PID/fd/1'],
    note: 'HotSpot prints its warnings, with the errno, only there: nohup.out, kafkaServer.out, the journal, or the file that the start script redirects to',
    needsLife: false,
    captured: false,
    named: /standard output/i,
    isThere: has('hotspot-stdout'),
  },
  {
    id: 'sysctl',
    title: 'Kernel settings: sysctl',
    commands: [
      'sysctl vm.max_map_count vm.overcommit_memory vm.overcommit_ratio vm.overcommit_kbytes kernel.threads-max kernel.pid_max',
    ],
    note: 'They belong to the host and outlive the process; somebody may have changed them since',
    needsLife: false,
    captured: true,
    named: /sysctl|\/proc\/sys\//i,
    isThere: has('sysctl'),
  },
  {
    id: 'kernel-log',
    title: 'The kernel’s log',
    commands: ['dmesg -T', 'journalctl -k --no-pager'],
    note: 'OOM kills, rejected forks, segmentation faults and refused memory are logged there; the journal reaches back further',
    needsLife: false,
    captured: true,
    named: /dmesg|journalctl -k|kernel log/i,
    isThere: has('kernel-log', 'kernel-log-json'),
  },
  {
    id: 'proc-limits',
    title: 'Limits of the process: /proc/PID/limits',
    commands: [
      'cat /proc/PID/limits',
      'systemctl show UNIT -p LimitASSoft -p LimitDATASoft -p LimitMEMLOCKSoft -p LimitNPROCSoft -p TasksMax',
    ],
    note: 'The limits of a shell (ulimit -a) need not be those of the process',
    needsLife: true,
    captured: true,
    named: /\/proc\/PID\/limits/i,
    isThere: has('proc-limits', 'service-properties'),
  },
  {
    id: 'proc-maps',
    title: 'Mappings of the process: /proc/PID/maps',
    commands: ['cat /proc/PID/maps', 'wc -l /proc/PID/maps'],
    note: 'A count every minute shows the growth; the last one before the failure tells most',
    needsLife: true,
    captured: true,
    named: /\/proc\/PID\/maps/i,
    isThere: ({ listings }) => listings.length > 0,
  },
  {
    id: 'proc-status',
    title: 'Sizes and threads of the process: /proc/PID/status',
    commands: ['cat /proc/PID/status'],
    note: 'VmPeak is the largest it ever was; VmData and VmLck are what RLIMIT_DATA and RLIMIT_MEMLOCK count',
    needsLife: true,
    captured: true,
    named: /\/proc\/PID\/status/i,
    isThere: has('proc-status'),
  },
  {
    id: 'control-group',
    title: 'Control group of the process: pids and memory',
    commands: [
      'cat /proc/PID/cgroup',
      'grep -H . /sys/fs/cgroup/GROUP/pids.{max,current,peak,events} /sys/fs/cgroup/GROUP/memory.{max,current,peak,events}',
    ],
    note: 'GROUP is the path that the first command prints; pids.events and memory.events keep counting after the process has ended, while the group lives',
    needsLife: false,
    captured: true,
    named: /\/sys\/fs\/cgroup|memory\.events|pids\./i,
    isThere: has('cgroup'),
  },
  {
    id: 'meminfo',
    title: 'Memory of the host: /proc/meminfo',
    commands: ['cat /proc/meminfo'],
    note: 'Of the moment of the failure only the crash log tells it; a capture shows what is usual',
    needsLife: false,
    captured: true,
    named: /\/proc\/meminfo/i,
    isThere: ({ memory }) => memory.total !== null && memory.free !== null,
  },
  {
    id: 'user-tasks',
    title: 'Tasks of the user, all processes together',
    commands: ['ps -L -u USER | wc -l'],
    note: 'RLIMIT_NPROC counts them all, threads included',
    needsLife: false,
    captured: false,
    named: /ps -L/,
    isThere: has('process-list'),
  },
  {
    id: 'application-log',
    title: 'Log of the application',
    commands: [],
    note: 'Of the hours before the end; OutOfMemoryError and "Map failed" stand there, warnings of HotSpot never',
    needsLife: false,
    captured: false,
    named: /log of the application/i,
    isThere: has('application-log'),
  },
  {
    id: 'core-file',
    title: 'The core file, or what systemd kept of it',
    commands: ['coredumpctl info PID', 'sysctl kernel.core_pattern', "find / -xdev -name 'core.*' 2>/dev/null"],
    note: 'Only headers and notes are read from it, never the memory',
    needsLife: false,
    ofEnd: true,
    captured: false,
    named: /coredumpctl|core file/i,
    isThere: has('elf-core'),
  },
  {
    id: 'mapped-files',
    title: 'Sizes of the mapped files, and free disk space',
    commands: ["awk '$6 ~ /^\\// {print $6}' /proc/PID/maps | sort -u | xargs -d '\\n' ls -l", 'df -h'],
    note: 'A file shorter than its mapping was truncated; a full disk leaves holes that cannot be written',
    needsLife: true,
    captured: false,
    named: /ls -l/,
    isThere: () => false,
  },
  {
    id: 'gc-log',
    title: 'GC log',
    commands: [],
    note: '-Xlog:gc*:file=gc.log (JDK 9 and later) or -XX:+PrintGCDetails -Xloggc:gc.log; it shows the heap before the end, and who called System.gc()',
    needsLife: false,
    captured: false,
    named: /gc log/i,
    isThere: has('gc-unified', 'gc-legacy'),
  },
]
