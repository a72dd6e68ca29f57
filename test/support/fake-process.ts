/** Two analysed processes, for tests of the window: a broker at vm.max_map_count, and one of which little is known. */
import type {
  ExplicitGc,
  GrowthPoint,
  Hypothesis,
  ProcessAnalysis,
  TimelineEvent,
} from '../../shared/model/analysis.ts'
import type { Citation } from '../../shared/model/span.ts'

export const crashLog = 1
export const stdout = 2
export const metrics = 3
export const mapsEarly = 4
export const mapsLate = 5

export const cite = (artifact: number, line: number, quote: string, endLine = line): Citation => ({
  artifact,
  line,
  endLine,
  quote,
})

const limitLine = cite(
  crashLog,
  66387,
  '/proc/sys/vm/max_map_count (maximum number of memory map areas a process may have): 65530',
)
const header = cite(crashLog, 3, '# Native memory allocation (mmap) failed to map 12288 bytes.')
const warning = cite(
  stdout,
  3,
  "os::commit_memory(0x00007fe55f2ca000, 12288, 0) failed; error='Not enough space' (errno=12)",
)
const guardFrame = cite(crashLog, 38, 'V  [libjvm.so+0xdd3cb7]  StackOverflow::create_stack_guard_pages()+0x57')
const listing = cite(crashLog, 606, 'Dynamic libraries:', 66137)
const available = cite(crashLog, 66322, 'MemAvailable:   22452848 kB')
const rlimits = cite(crashLog, 66316, 'rlimit (soft/hard): STACK 8192k/infinity , AS infinity/infinity')

const hypotheses: Hypothesis[] = [
  {
    id: 'physical-memory',
    title: 'Physical memory',
    question: 'Was the host out of memory?',
    status: 'ruled-out',
    confidence: 0.98,
    summary: '21.4 GiB available, 12 288 bytes asked',
    evidence: [{ stance: 'against', claim: '21.4 GiB were available, 12 288 bytes asked.', citation: available }],
    missing: [],
  },
  {
    id: 'max-map-count',
    title: 'vm.max_map_count',
    question: 'Did the process hold as many mappings as the kernel allows?',
    status: 'confirmed',
    confidence: 0.97,
    summary: '65 531 mappings, limit 65 530',
    evidence: [
      { stance: 'for', claim: 'The kernel counts 65 531 mappings.', citation: listing },
      { stance: 'for', claim: 'The limit was 65 530.', citation: limitLine },
      { stance: 'against', claim: 'The header blames memory; it always does.', citation: header },
    ],
    missing: [],
  },
  {
    id: 'task-limit',
    title: 'Threads and tasks',
    question: 'Was a limit on threads reached?',
    status: 'unlikely',
    confidence: 0.8,
    summary: '137 threads of 192 730',
    evidence: [{ stance: 'against', claim: 'The user may run 96 365 processes.', citation: rlimits }],
    missing: [{ what: 'the pids limit of the cgroup', capture: 'cat /sys/fs/cgroup/pids.max' }],
  },
]

const start = Date.UTC(2026, 10, 22, 8, 46, 18)
const counts = [271, 3829, 11765, 15274, 21211, 28873, 36039, 40273, 47545, 52340, 59847, 61273, 61273, 62987]

const measured: GrowthPoint[] = counts.map((vmas, index) => ({
  at: start + index * 2000,
  vmas,
  origin: 'metrics',
  citation: cite(metrics, index + 2, `2026-11-22T08:46:${18 + index * 2}Z,${vmas}`),
  owners: null,
}))

const listed = (at: number, vmas: number, artifactId: number, origin: GrowthPoint['origin']): GrowthPoint => ({
  at,
  vmas,
  origin,
  citation: cite(artifactId, 1, '00400000-00401000 r-xp'),
  owners: { 'index-file': vmas - 260, 'thread-stack': 80, 'shared-library': 70, 'java-heap': 40, anonymous: 70 },
})

const event = (after: number, kind: TimelineEvent['kind'], title: string, citation: Citation): TimelineEvent => ({
  at: start + after,
  until: start + after,
  kind,
  title,
  count: 1,
  tone: kind === 'crash' || kind === 'refusal' ? 'bad' : 'info',
  clock: '',
  citation,
})

export const timeline: TimelineEvent[] = [
  { ...event(0, 'start', 'Started', cite(stdout, 1, 'started')), tone: 'good' },
  event(5000, 'snapshot', 'Mappings listed: 15 273', cite(mapsEarly, 1, '')),
  {
    ...event(6000, 'segments', '32 622 segments rolled', cite(stdout, 10, 'rolled', 40)),
    until: start + 26_000,
    count: 32_622,
  },
  { ...event(27_400, 'gc-explicit', 'Full GC (System.gc()) 144.7 ms', cite(stdout, 50, 'Full GC')), tone: 'warn' },
  { ...event(27_500, 'refusal', 'Guard pages refused', warning), clock: 'uptime + start' },
  event(27_638, 'crash', 'Crashed', header),
]

export const explicitGc: ExplicitGc = {
  at: start + 27_400,
  cause: 'nio-map-retry',
  why: 'The retry of FileChannel.map: Map failed was thrown 115 ms after it.',
  citation: cite(stdout, 50, 'Full GC (System.gc())'),
  weighed: [
    { cause: 'nio-map-retry', stance: 'stands', why: 'Map failed was thrown 115 ms after it.', citation: warning },
    { cause: 'application', stance: 'unlikely', why: 'The application does not call it.', citation: null },
    { cause: 'rmi-dgc', stance: 'excluded', why: 'No GC Daemon is among the threads.', citation: null },
  ],
}

export const crashed: ProcessAnalysis = {
  process: 1,
  label: 'kafka-broker-13 · 9615',
  host: 'kafka-broker-13',
  pid: 9615,
  jvm: { version: '17.0.15+6', feature: 17, vendor: 'OpenJDK', vm: 'OpenJDK 64-Bit Server VM' },
  os: { name: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.18.44-1-amd64', arch: 'x86_64' },
  startedAt: start,
  endedAt: start + 27_638,
  uptime: 27.638,
  state: 'crashed',
  verdict: {
    rootCause: 'max-map-count',
    contributing: ['mapped-index-files'],
    confidence: 0.97,
    title: 'vm.max_map_count was reached',
    summary:
      'A new thread could not place its stack guard of 12 288 bytes: the kernel refuses one more mapping. Mapped index files spent 99.6 % of the limit. Memory was not short: 21.4 of 23.5 GiB were available.',
  },
  hypotheses,
  ledger: {
    mapLines: 65532,
    vsyscall: true,
    vmas: 65531,
    limit: 65530,
    limitSource: 'measured',
    distance: -1,
    standing: 'exact',
    complete: true,
    operator: 'mmap refuses when map_count > max_map_count',
    listing,
    limitCitation: limitLine,
    at: start + 27_638,
  },
  owners: [
    {
      owner: 'index-file',
      count: 65258,
      bytes: 546_000_000,
      why: 'mapped file named *.index or *.timeindex',
      groups: [
        { name: 'orders-7', count: 1200, bytes: 10_000_000 },
        { name: 'payments-0', count: 900, bytes: 8_000_000 },
      ],
      example: cite(crashLog, 700, '7fe4-7fe5 rw-s /data/orders-7/0.index'),
    },
    {
      owner: 'thread-stack',
      count: 81,
      bytes: 143_000_000,
      why: 'within a stack',
      groups: [],
      example: cite(crashLog, 66000, '7fe5'),
    },
    {
      owner: 'shared-library',
      count: 70,
      bytes: 48_000_000,
      why: 'ELF file',
      groups: [],
      example: cite(crashLog, 66010, '7fe6'),
    },
    {
      owner: 'anonymous',
      count: 78,
      bytes: 98_000_000,
      why: 'no path',
      groups: [],
      example: cite(crashLog, 66020, '7fe7'),
    },
    {
      owner: 'java-heap',
      count: 36,
      bytes: 567_000_000,
      why: 'within the heap',
      groups: [],
      example: cite(crashLog, 607, 'e0000000'),
    },
    {
      owner: 'kernel-special',
      count: 8,
      bytes: 140_000,
      why: 'named by the kernel',
      groups: [],
      example: cite(crashLog, 66136, '[vdso]'),
    },
  ],
  victim: {
    operation: 'mmap-commit',
    bytes: 12288,
    errno: 12,
    errnoOrigin: 'observed',
    thread: 'data-plane-kafka-request-handler-67',
    frame: 'StackOverflow::create_stack_guard_pages()',
    purpose: 'stack guard zone of a starting thread',
    citation: warning,
    at: start + 27_638,
  },
  culprit: { owner: 'index-file', count: 65258, share: 0.9958, citation: listing },
  callPath: [
    {
      layer: 'application',
      symbol: 'Thread.start',
      origin: 'inferred',
      note: 'A request handler is started.',
      source: 'java.lang.Thread.start',
      citation: null,
      gate: null,
    },
    {
      layer: 'libc',
      symbol: 'pthread_create',
      origin: 'inferred',
      note: '',
      source: 'nptl/pthread_create.c',
      citation: null,
      gate: null,
    },
    {
      layer: 'hotspot',
      symbol: 'JavaThread::run()',
      origin: 'observed',
      note: '',
      source: 'runtime/thread.cpp',
      citation: cite(crashLog, 39, 'V  JavaThread::run()'),
      gate: null,
    },
    {
      layer: 'hotspot',
      symbol: 'StackOverflow::create_stack_guard_pages()',
      origin: 'observed',
      note: 'Places the guard zones at the low end of the stack.',
      source: 'runtime/stackOverflow.cpp',
      citation: guardFrame,
      gate: null,
    },
    {
      layer: 'kernel',
      symbol: 'do_mmap',
      origin: 'inferred',
      note: 'Checks length, then the number of mappings.',
      source: 'mm/mmap.c do_mmap',
      citation: null,
      gate: {
        condition: 'map_count > max_map_count',
        holds: true,
        values: '65 531 > 65 530',
        errno: 'ENOMEM',
        citation: limitLine,
      },
    },
    {
      layer: 'kernel',
      symbol: 'may_expand_vm',
      origin: 'inferred',
      note: '',
      source: 'mm/mmap.c may_expand_vm',
      citation: null,
      gate: {
        condition: 'total_vm + pages > RLIMIT_AS',
        holds: false,
        values: 'RLIMIT_AS is infinity',
        errno: null,
        citation: rlimits,
      },
    },
  ],
  explicitGc: [explicitGc],
  timeline,
  audit: [],
  growth: {
    points: [
      ...measured,
      listed(start + 5000, 15273, mapsEarly, 'maps-snapshot'),
      listed(start + 20_000, 61272, mapsLate, 'maps-snapshot'),
      listed(start + 27_638, 65531, crashLog, 'crash-log'),
    ].toSorted((a, b) => a.at - b.at),
    limit: 65530,
    slopePerHour: 2431 * 3600,
    slopeInterval: [2100 * 3600, 2600 * 3600],
    hoursToLimit: 0,
    crashAt: start + 27_638,
  },
  remedies: [
    {
      title: 'Raise vm.max_map_count to 262144',
      command: 'sysctl -w vm.max_map_count=262144',
      why: 'Four times what the process held when it ended.',
      sideEffects: 'About 200 bytes of kernel memory a mapping.',
    },
    {
      title: 'Watch the map count',
      command: 'wc -l < /proc/PID/maps',
      why: 'It grew for 27 s unseen.',
      sideEffects: '',
    },
  ],
  findings: [
    { title: 'Map limit reached', severity: 'bad', citation: limitLine },
    { title: 'Guard pages refused, 12 288 bytes', severity: 'bad', citation: guardFrame },
    { title: 'Header blames memory: refuted', severity: 'warn', citation: header },
  ],
}

export const alive: ProcessAnalysis = {
  ...crashed,
  process: 2,
  label: 'kafka-broker-14 · 9700',
  host: 'kafka-broker-14',
  pid: 9700,
  state: 'alive',
  verdict: {
    rootCause: 'undetermined',
    contributing: [],
    confidence: 0.3,
    title: 'The cause is not determined',
    summary: 'The artifacts name a process but hold neither its end nor its limits.',
  },
  hypotheses: hypotheses.map((hypothesis) => ({
    ...hypothesis,
    status: 'unknown',
    evidence: [],
    missing: [{ what: 'the value of vm.max_map_count', capture: 'sysctl vm.max_map_count' }],
  })),
  ledger: null,
  owners: [],
  victim: null,
  culprit: null,
  callPath: [],
  growth: null,
  timeline: [],
  audit: [],
  remedies: [],
  findings: [],
}
