/** Root cause -> what to do. Causes without an entry have no remedy that the artifacts can derive. */
import type { Remedy, RootCauseId, Verdict } from '../../../../shared/model/analysis.ts'
import { formatBytes } from '../../../../shared/display/bytes.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { nativeCrashRemedies, stackRemedies, truncatedFileRemedies, vmErrorRemedies } from './crashes.ts'
import { directMemoryRemedies, heapRemedies, metaspaceRemedies } from './jvm-limits.ts'
import { mapLimitRemedies } from './map-limit.ts'
import {
  addressSpaceRemedies,
  dataLimitRemedies,
  hugePageRemedies,
  lockedMemoryRemedies,
  oomKillerRemedies,
} from './process-limits.ts'
import { taskRemedies } from './tasks.ts'

const remediesOf: Partial<Record<RootCauseId, (facts: ProcessFacts) => Remedy[]>> = {
  'max-map-count': mapLimitRemedies,
  'near-map-limit': mapLimitRemedies,
  'address-space-limit': addressSpace,
  'commit-limit': commit,
  'data-limit': dataLimitRemedies,
  'locked-memory': lockedMemoryRemedies,
  'huge-pages': hugePageRemedies,
  'address-space-exhausted': addressSpaceRemedies,
  'task-limit': taskRemedies,
  'oom-killer': oomKillerRemedies,
  'physical-memory': memory,
  'java-heap': heapRemedies,
  'gc-overhead': heapRemedies,
  metaspace: metaspaceRemedies,
  'direct-memory': directMemoryRemedies,
  'stack-overflow': stackRemedies,
  'native-crash': nativeCrashRemedies,
  'vm-internal-error': vmErrorRemedies,
  'mapped-file-truncated': truncatedFileRemedies,
  undetermined: (facts) => [...descriptorTable(facts), ...capture()],
}

export function remediesFor(verdict: Verdict, facts: ProcessFacts): Remedy[] {
  return remediesOf[verdict.rootCause]?.(facts) ?? []
}

function addressSpace(facts: ProcessFacts): Remedy[] {
  const limit = facts.limits.addressSpace?.value
  return [
    {
      title: 'Lift the limit of the address space',
      command:
        'ulimit -v unlimited   # in the start script; LimitAS=infinity in a systemd unit; remove "as" from limits.conf',
      why: `A JVM reserves far more address space than it uses: heap, class space, code cache, stacks, malloc arenas, mapped files. RLIMIT_AS${typeof limit === 'number' ? ` (${formatBytes(limit)})` : ''} counts all of it; memory is limited by cgroup memory.max instead.`,
      sideEffects: 'None by itself: address space is not memory.',
    },
    {
      title: 'Verify it on the running process',
      command: "grep 'address space' /proc/PID/limits; grep -E 'VmPeak|VmSize' /proc/PID/status",
      why: 'A limit is inherited from whoever starts the process; the shell in which ulimit is asked may have another.',
      sideEffects: '',
    },
  ]
}

function commit(facts: ProcessFacts): Remedy[] {
  const strict = facts.overcommit.mode?.value === 2
  const smaller: Remedy = {
    title: 'Ask for less: a smaller heap',
    command: '-Xmx and -Xms below what the host can promise',
    why: 'The heap is the largest commit of the process; with -Xms equal to -Xmx it is committed at start-up, in one request.',
    sideEffects: 'Less heap for the application.',
  }
  const swap: Remedy = {
    title: 'Give the host more to promise',
    command:
      'add memory, or swap: fallocate -l 16G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile',
    why: 'Swap counts towards what the kernel may promise, even if it is never used.',
    sideEffects: 'A JVM that really swaps becomes slow.',
  }
  if (!strict) return [smaller, swap]
  return [
    {
      title: 'Relax strict overcommit',
      command: "printf 'vm.overcommit_memory = 0\\n' > /etc/sysctl.d/90-overcommit.conf && sysctl --system",
      why: 'In mode 2 every commit counts as if it were used; JVMs commit much that they never touch.',
      sideEffects: 'The host may promise more than it has: a real shortage then ends in the OOM killer.',
    },
    {
      title: 'Or keep mode 2 and raise its limit',
      command: "printf 'vm.overcommit_ratio = 90\\n' > /etc/sysctl.d/90-overcommit.conf && sysctl --system",
      why: `CommitLimit = memory x overcommit_ratio / 100 + swap; ${facts.overcommit.ratio ? `the ratio is ${facts.overcommit.ratio.value}` : 'the ratio defaults to 50'}.`,
      sideEffects: 'Less is kept back for the page cache and the kernel.',
    },
    swap,
    smaller,
  ]
}

function memory(): Remedy[] {
  return [
    {
      title: 'Free or add memory',
      command: 'ps aux --sort=-rss | head; cat /proc/meminfo',
      why: 'Processes, page cache that cannot be dropped (shared memory, tmpfs) and huge pages compete for it.',
      sideEffects: '',
    },
    {
      title: 'Size the heap for the host',
      command:
        '-Xmx at most half to three quarters of the memory; mind metaspace, threads, direct buffers and the page cache',
      why: 'A JVM takes more than its heap.',
      sideEffects: 'Less heap for the application.',
    },
  ]
}

/** libnet's linux_close.c of JDK 8 (init): a mutex and a pointer for each descriptor that the hard limit allows, asked for at start. */
function descriptorTable({ records }: ProcessFacts): Remedy[] {
  const refused = records.events.some(
    ({ type, quote }) => type === 'vm-initialization-failed' && /\bfile descriptor (?:overflow )?table\b/.test(quote),
  )
  if (!refused) return []
  return [
    {
      title: 'Lower the hard limit of open files',
      command:
        'ulimit -Hn 1048576   # in the start script; docker run --ulimit nofile=1048576; LimitNOFILE=1048576 of the service, also of docker.service and containerd.service',
      why: 'JDK 8 asks at start for 48 bytes for each descriptor that may ever be opened: where the limit is infinity, which docker takes for 1 073 741 816, for 48 GiB at once. Later JDKs do not.',
      sideEffects: 'None: no process opens as many files.',
    },
  ]
}

function capture(): Remedy[] {
  return [
    {
      title: 'Keep next time what is missing now',
      command:
        '-XX:ErrorFile=/var/log/jvm/hs_err_pid%p.log; standard output to a file; every minute: wc -l /proc/PID/maps, /proc/PID/status, /proc/PID/limits, /proc/meminfo',
      why: 'The crash log names the refused call, standard output its errno, and the samples how full each limit was.',
      sideEffects: 'A few kilobytes a minute.',
    },
  ]
}
