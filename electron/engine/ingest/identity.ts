/** Which process an artifact speaks of, as far as its own records say. Collected while the records pass by. */
import type { FactKey } from '../../../shared/model/facts.ts'
import { type MappingTable, pathAt, PERM_EXEC } from '../../../shared/model/mapping-table.ts'
import type { EventType, FactRecord, FormatRecord } from '../../../shared/model/records.ts'
import type { EpochMs, PageNumber, Pid } from '../../../shared/model/units.ts'
import { LogCollector, type LogFacts } from './logs/facts.ts'
import type { LayoutPlace } from './layouts/recognise.ts'

export interface Identity {
  /** All pids that it states. More than one: console output of several lives. */
  pids: readonly Pid[]
  /** Who wrote the lines of events, as a journal says. */
  writers?: readonly Pid[]
  host: string | null
  /** Of the host: a name of the tz database, or an offset. */
  timeZone?: string | null
  startedAt: EpochMs | null
  crashAt: EpochMs | null
  /** Whether the artifact is a crash log. */
  crash: boolean
  /** `jvm.arguments` and `jvm.command`, white space folded. */
  jvmArguments: string | null
  command: string | null
  /**
   * First pages of code of the shared libraries of its mapping listing, in listing order. Address randomisation draws them anew for every
   * exec (mmap_base, arch/x86/mm/mmap.c), so two listings that share them are of one life.
   */
  libraries: readonly PageNumber[]
  /** What its records are about: a JVM or a process (`process`), only the host it ran on (`host`), or nothing known (`none`). */
  about: 'process' | 'host' | 'none'
  /** Whether a JVM speaks in it: its version, arguments, heap, crash, or libjvm among its mappings. */
  jvm: boolean
  /** Releases that a JVM in it says it is of (17): several where the output of several lives stands in it. */
  features?: readonly number[]
  /** What it covers, if it is a log: which files are one log is told by it. */
  log?: LogFacts | null
}

export interface ArtifactFacts {
  /** The artifact's ordinal; whoever stores them may put the store's id here. */
  id: number
  bundle: number
  /** Base name of the bundle: the folder's own name may state host and pid. */
  bundleName: string
  path: string
  format: string
  at: EpochMs | null
  /** The whole text where it is one short line: layouts know what `pid` and `hostname` hold. */
  value: string | null
  identity: Identity
  /** What the collector's layout says of it; null where none is recognised. */
  place: LayoutPlace | null
}

/** Enough to know a life again; a JVM with every native library of an application server has some hundred. */
const LIBRARY_LIMIT = 256
const JVM_KEYS = /^(?:jvm|crash|heap|metaspace)\./
const SHARED_LIBRARY = /\.so(?:\.[\d.]+)?$/

/** True of the whole host. `limit.*` keys that are rlimits are of the process; see proc(5) for the others. */
const hostKeys: ReadonlySet<FactKey> = new Set<FactKey>([
  'host.name',
  'host.time-zone',
  'os.name',
  'os.kernel',
  'os.arch',
  'os.libc',
  'os.thp',
  'limit.max-map-count',
  'limit.overcommit-memory',
  'limit.overcommit-ratio',
  'limit.overcommit-bytes',
  'limit.admin-reserve',
  'limit.user-reserve',
  'limit.swappiness',
  'limit.threads-max',
  'limit.pid-max',
])

/** The kernel tells them of whichever process it was: its log is the host's. */
const kernelEvents: ReadonlySet<EventType> = new Set<EventType>([
  'oom-kill',
  'fork-rejected',
  'overcommit-refused',
  'data-limit-exceeded',
  'kernel-allocation-failed',
  'kernel-segfault',
  'machine-check',
])

function isHostKey(key: FactKey): boolean {
  return key.startsWith('memory.') || hostKeys.has(key)
}

export class IdentityCollector {
  private readonly pids = new Set<Pid>()
  private readonly writers = new Set<Pid>()
  private readonly texts = new Map<FactKey, string>()
  private readonly numbers = new Map<FactKey, number>()
  private readonly log = new LogCollector()
  private readonly features = new Set<number>()
  private libraries: PageNumber[] = []
  private crash = false
  private jvm = false
  private host = false
  private process = false

  see(record: FormatRecord): void {
    switch (record.kind) {
      case 'fact':
        this.seeFact(record)
        break
      case 'mappings':
        this.process = true
        if (this.libraries.length === 0) this.seeMappings(record.table)
        break
      case 'event':
        if (typeof record.values['writer'] === 'number') this.writers.add(record.values['writer'])
        if (kernelEvents.has(record.type)) this.host = true
        else this.process = true
        break
      case 'region':
        break
      case 'unlisted':
        break
      case 'extent':
        this.log.end(record)
        break
      case 'gc':
        this.log.collection(record)
        this.process = true
        break
      default:
        this.process = true
    }
  }

  identity(): Identity {
    const crashAt = this.numbers.get('crash.time') ?? null
    const uptime = this.numbers.get('process.uptime')
    return {
      pids: [...this.pids],
      writers: [...this.writers],
      host: this.texts.get('host.name') ?? null,
      timeZone: this.texts.get('host.time-zone') ?? null,
      startedAt: crashAt === null || uptime === undefined ? null : Math.round(crashAt - uptime * 1000),
      crashAt,
      crash: this.crash,
      jvmArguments: this.texts.get('jvm.arguments') ?? null,
      command: this.texts.get('jvm.command') ?? null,
      libraries: this.libraries,
      about: this.process ? 'process' : this.host ? 'host' : 'none',
      jvm: this.jvm,
      features: [...this.features],
      log: this.log.facts(),
    }
  }

  private seeFact({ key, value }: FactRecord): void {
    if (isHostKey(key)) this.host = true
    else this.process = true
    if (JVM_KEYS.test(key)) this.jvm = true
    if (key === 'crash.kind') this.crash = true
    if (key === 'jvm.feature' && typeof value === 'number') this.features.add(value)
    if (key === 'process.pid' && typeof value === 'number' && Number.isSafeInteger(value)) this.pids.add(value)
    // The first statement counts: a crash log's own header precedes what it quotes.
    else if (typeof value === 'string' && !this.texts.has(key))
      this.texts.set(key, value.trim().replaceAll(/\s+/g, ' '))
    else if (typeof value === 'number' && !this.numbers.has(key)) this.numbers.set(key, value)
  }

  private seeMappings(table: MappingTable): void {
    const seen = new Set<number>()
    for (let row = 0; row < table.count && this.libraries.length < LIBRARY_LIMIT; row++) {
      const path = table.path[row] ?? 0
      // A library has one stretch of code; data and index files, of which there may be a million, have none: their paths stay undecoded.
      if (path === 0 || ((table.perms[row] ?? 0) & PERM_EXEC) === 0 || seen.has(path)) continue
      seen.add(path)
      const text = pathAt(table.paths, path)
      if (!SHARED_LIBRARY.test(text)) continue
      this.libraries.push(table.start[row] ?? 0)
      if (text.endsWith('/libjvm.so')) this.jvm = true
    }
  }
}

/** Of an artifact that was not parsed. */
export function unknownIdentity(): Identity {
  return new IdentityCollector().identity()
}
