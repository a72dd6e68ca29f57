/** Log lines in which servers say that they start and stop, and who they are. */
export interface LifeSign {
  type: 'start' | 'shutdown'
  values: Record<string, string | number>
}

interface Rule {
  type: LifeSign['type']
  phase: string
  /** End of the logger's name; empty for any. */
  source: string
  pattern: RegExp
}

const KAFKA = 'kafka.server.KafkaServer'
const RULES: Rule[] = [
  { type: 'start', phase: 'starting', source: KAFKA, pattern: /^(?:\[KafkaServer id=\d+\] )?starting$/ },
  { type: 'start', phase: 'started', source: KAFKA, pattern: /^(?:\[KafkaServer id=\d+\] )?started$/ },
  {
    type: 'start',
    phase: 'starting',
    source: '',
    pattern: /^\[\w+Server id=\d+\] Transition from SHUTDOWN to STARTING$/,
  },
  {
    type: 'start',
    phase: 'started',
    source: '',
    pattern: /^\[\w+Server id=\d+\] Transition from STARTING to STARTED$/,
  },
  {
    type: 'start',
    phase: 'started',
    source: 'kafka.server.KafkaRaftServer',
    pattern: /^(?:\[\w+ [^\]]*\] )?Kafka Server started$/,
  },
  // Spring Boot: Starting App v1.2 using Java 17.0.15 on gateway-03 with PID 21552 (/app.jar started by app in /)
  {
    type: 'start',
    phase: 'starting',
    source: '',
    pattern:
      /^Starting \S{1,200} (?:v\S{1,100} )?(?:using Java \S{1,50} )?(?:on (?<host>\S{1,255}) )?with PID (?<pid>\d{1,10})\b/,
  },
  { type: 'start', phase: 'started', source: '', pattern: /^Started \S{1,200} in [\d.]{1,20} seconds/ },
  // Elasticsearch, OpenSearch: version[8.11.3], pid[15550], build[...]
  { type: 'start', phase: 'starting', source: '.Node', pattern: /^version\[[^\]]{0,100}\], pid\[(?<pid>\d{1,10})\]/ },
  { type: 'start', phase: 'started', source: '.Node', pattern: /^started(?: \{|$)/ },
  { type: 'start', phase: 'started', source: '', pattern: /^Startup complete$/ },
  { type: 'shutdown', phase: 'stopping', source: KAFKA, pattern: /^(?:\[KafkaServer id=\d+\] )?shutting down$/ },
  { type: 'shutdown', phase: 'stopped', source: KAFKA, pattern: /^(?:\[KafkaServer id=\d+\] )?shut down completed$/ },
  {
    type: 'shutdown',
    phase: 'stopping',
    source: '',
    pattern: /^\[\w+Server id=\d+\] Transition from STARTED to SHUTTING_DOWN$/,
  },
  {
    type: 'shutdown',
    phase: 'stopped',
    source: '',
    pattern: /^\[\w+Server id=\d+\] Transition from SHUTTING_DOWN to SHUTDOWN$/,
  },
  {
    type: 'shutdown',
    phase: 'stopping',
    source: '',
    pattern: /^Terminating process due to signal (?<signal>SIG\w{2,10})/,
  },
  { type: 'shutdown', phase: 'stopping', source: '.Node', pattern: /^stopping \.\.\.$/ },
  { type: 'shutdown', phase: 'stopped', source: '.Node', pattern: /^stopped$/ },
  {
    type: 'shutdown',
    phase: 'stopping',
    source: '',
    pattern: /^(?:Announcing shutdown|Commencing graceful shutdown\b.*|Stopping service \[.*)$/,
  },
]

export function lifeSign(source: string, message: string): LifeSign | null {
  for (const { type, phase, source: logger, pattern } of RULES) {
    if (logger !== '' && !source.endsWith(logger)) continue
    const groups = pattern.exec(message)
    if (!groups) continue
    const values: LifeSign['values'] = { phase }
    const { host, pid, signal } = groups.groups ?? {}
    if (host) values['host'] = host
    if (pid) values['pid'] = Number(pid)
    if (signal) values['signal'] = signal
    return { type, values }
  }
  return null
}

// Client environment:host.name=kafka-broker-13.prod.example.internal (ZooKeeper)      Hostname: cass-rack1-07 (Cassandra)
const HOST = /^(?:(?:Client|Server) environment:host\.name=|Hostname: )([\w.-]{1,255})$/

export function hostOf(message: string): string | null {
  return HOST.exec(message)?.[1] ?? null
}
