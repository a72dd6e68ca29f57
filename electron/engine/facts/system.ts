/** Which system's rules held: what refuses memory on Linux does not exist elsewhere. */
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

/** What os_windows.cpp prints where others print `errno=` (os::lasterror). */
const DOS_ERROR = '(DOS error/errno='

/** Null when nothing states it. */
export function systemOf({ index, records }: ProcessFacts): Known<SystemId> | null {
  for (const key of ['jvm.vm-info', 'jvm.vm'] as const) {
    const stated = index.text(key)
    const name = stated && (FOR.exec(stated.value) ?? PLATFORM.exec(stated.value))?.[1]
    if (name) return { ...stated, value: BY_NAME[name] ?? 'other' }
  }
  const refused = records.events.find(({ type, quote }) => type === 'commit-failed' && quote.includes(DOS_ERROR))
  return refused ? { value: 'windows', citation: citationOf(refused), at: refused.at } : null
}
