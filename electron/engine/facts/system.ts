/** Which system's rules held: what refuses memory on Linux does not exist elsewhere. */
import type { FactKey } from '../../../shared/model/facts.ts'
import { citationOf, type Known } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'

export type SystemId = 'linux' | 'windows' | 'macos' | 'other'

export const SYSTEM_NAMES: Readonly<Record<SystemId, string>> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
  other: 'This system',
}

// OpenJDK 64-Bit Server VM (17.0.15+6) for linux-amd64 JRE, ... for windows-amd64 JRE, ... for bsd-aarch64 JRE (17.0.5+8)
const FOR = /\bfor (linux|windows|bsd|solaris|aix)-/
// # Java VM: OpenJDK 64-Bit Server VM (17.0.5+8, mixed mode, ..., g1 gc, windows-amd64)
const PLATFORM = /\b(linux|windows|bsd|solaris|aix)-\w+\)$/

/** HotSpot's names of systems; its `bsd` is macOS in all that people run. */
const BY_NAME: Readonly<Record<string, SystemId>> = { linux: 'linux', windows: 'windows', bsd: 'macos' }

/** What is printed where the platform is not, or was cut off: as the crash log's header states it, or where the VM ended itself. */
const OTHER_SIGNS: readonly (readonly [key: FactKey, pattern: RegExp, system: SystemId])[] = [
  // os_windows.cpp:3769
  ['crash.location', /\bos_windows\.cpp\b/, 'windows'],
  ['crash.location', /\bos_linux\.cpp\b/, 'linux'],
  ['crash.location', /\bos_bsd\.cpp\b/, 'macos'],
  // EXCEPTION_ACCESS_VIOLATION
  ['crash.signal', /^EXCEPTION_/, 'windows'],
  ['os.name', /^Windows\b/, 'windows'],
  ['os.name', /^macOS\b/, 'macos'],
  ['os.name', /^(?:Solaris|AIX)\b/, 'other'],
]

/** What os_windows.cpp prints where others print `errno=` (os::lasterror). */
const DOS_ERROR = '(DOS error/errno='

/** Null when nothing states it. */
export function systemOf({ index, records }: ProcessFacts): Known<SystemId> | null {
  for (const key of ['jvm.vm-info', 'jvm.vm'] as const) {
    const stated = index.text(key)
    const name = stated && (FOR.exec(stated.value) ?? PLATFORM.exec(stated.value))?.[1]
    if (name) return { ...stated, value: BY_NAME[name] ?? 'other' }
  }
  for (const [key, pattern, system] of OTHER_SIGNS) {
    const stated = index.text(key)
    if (stated && pattern.test(stated.value)) return { ...stated, value: system }
  }
  const refused = records.events.find(({ type, quote }) => type === 'commit-failed' && quote.includes(DOS_ERROR))
  return refused ? { value: 'windows', citation: citationOf(refused), at: refused.at } : null
}
