/** What to do about limits of the process and of its addresses, and about memory that runs out. */
import type { Remedy } from '../../../../shared/model/analysis.ts'
import { formatBytes } from '../../../../shared/display/bytes.ts'
import { oomKillsOf } from '../../facts/oom-kills.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'

export function dataLimitRemedies(facts: ProcessFacts): Remedy[] {
  const limit = facts.limits.data?.value
  return [
    {
      title: 'Lift the limit of private memory',
      command:
        'ulimit -d unlimited   # in the start script; LimitDATA=infinity in a systemd unit; remove "data" from limits.conf',
      why: `Since Linux 4.7 RLIMIT_DATA${typeof limit === 'number' ? ` (${formatBytes(limit)})` : ''} counts all private writable memory: heap, metaspace, stacks, malloc. cgroup memory.max limits what is really used instead.`,
      sideEffects: 'None by itself.',
    },
  ]
}

export function lockedMemoryRemedies(): Remedy[] {
  return [
    {
      title: 'Allow the process to lock its memory',
      command:
        'LimitMEMLOCK=infinity in the systemd unit; docker run --ulimit memlock=-1:-1; "USER - memlock unlimited" in limits.d',
      why: 'With mlockall(MCL_FUTURE) each new mapping is locked and counts against RLIMIT_MEMLOCK.',
      sideEffects: 'Locked memory cannot be swapped or reclaimed: size the heap for the host.',
    },
    {
      title: 'Or do not lock it',
      command: 'bootstrap.memory_lock: false (Elasticsearch), and swapoff -a or vm.swappiness = 1 on the host',
      why: 'Locking only serves to keep the heap out of swap.',
      sideEffects: 'With swap in use collections become slow.',
    },
  ]
}

export function hugePageRemedies(): Remedy[] {
  return [
    {
      title: 'Set aside enough huge pages',
      command:
        'sysctl -w vm.nr_hugepages=N   # heap + code cache + metaspace, in huge pages, of all JVMs that use them',
      why: 'Explicit huge pages come from a pool of fixed size; who comes late gets none.',
      sideEffects: 'Pages of the pool serve nothing else. Set it at boot, before memory is fragmented.',
    },
    {
      title: 'Or use transparent huge pages',
      command: '-XX:+UseTransparentHugePages instead of -XX:+UseLargePages',
      why: 'They need no pool and fall back to small pages without an error.',
      sideEffects: 'Some more latency while the kernel assembles them.',
    },
  ]
}

export function addressSpaceRemedies(facts: ProcessFacts): Remedy[] {
  return [
    {
      title: 'Use a 64-bit JVM',
      command: 'java -version   # must say 64-Bit; a 64-bit operating system is needed',
      why: 'A 32-bit process has 2 to 4 GiB of addresses for heap, stacks, libraries and files together.',
      sideEffects: 'Some more memory for wider references; with compressed ones very little.',
    },
    {
      title: 'Until then, leave more addresses free',
      command: 'smaller -Xmx, -Xss256k, fewer threads, no memory-mapped files',
      why: `The heap takes its addresses at start, used or not${facts.index.number('heap.max') ? '' : '; what remains is for everything else'}.`,
      sideEffects: 'Less heap for the application.',
    },
  ]
}

export function oomKillerRemedies(facts: ProcessFacts): Remedy[] {
  const inGroup = oomKillsOf(facts).some(({ whose, scope }) => whose !== 'other' && scope === 'cgroup')
  const limit = facts.index.limit('limit.cgroup-memory')?.value
  return [
    {
      title: 'Fit the JVM into its memory',
      command:
        '-XX:MaxRAMPercentage=60, or -Xmx at most half to two thirds of the limit; -XX:MaxDirectMemorySize, -XX:MaxMetaspaceSize',
      why: 'Beside the heap a JVM needs metaspace, code cache, stacks, direct buffers and malloc; all of it counts, and so does the page cache of mapped files in part.',
      sideEffects: 'Less heap for the application.',
    },
    {
      title:
        inGroup || typeof limit === 'number' ? 'Or raise memory.max of the container' : 'Or give the host more memory',
      command: 'resources.limits.memory (Kubernetes), docker run --memory, MemoryMax= (systemd)',
      why: `The kernel kills what is in the group when nothing can be reclaimed${typeof limit === 'number' ? `; the limit is ${formatBytes(limit)}` : ''}.`,
      sideEffects: 'Less for its neighbours.',
    },
    {
      title: 'Find what grows',
      command:
        '-XX:NativeMemoryTracking=summary; jcmd PID VM.native_memory baseline, later summary.diff; memory.stat of the group',
      why: 'Heap that grows shows in the GC log; what grows outside of it does not.',
      sideEffects: 'Native memory tracking costs 5 to 10 % of speed.',
    },
  ]
}
