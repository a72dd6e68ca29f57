import type { LimitFacts, OvercommitFacts, ProcessFacts } from './process-facts.ts'

/** USHRT_MAX - MAPCOUNT_ELF_CORE_MARGIN (include/linux/mm.h): 65535 - 5. Distributions may set more at boot. */
export const DEFAULT_MAX_MAP_COUNT = 65_530

export function limitsOf(facts: ProcessFacts): LimitFacts {
  const { index } = facts
  const stated = index.number('limit.max-map-count')
  return {
    maxMapCount: stated
      ? { value: stated.value, source: 'measured', citation: stated.citation, at: stated.at }
      : { value: DEFAULT_MAX_MAP_COUNT, source: 'assumed', citation: null, at: null },
    otherMaxMapCounts: index.all('limit.max-map-count').flatMap((fact) =>
      typeof fact.value === 'number' && fact.value !== stated?.value
        ? [
            {
              value: fact.value,
              citation: {
                artifact: fact.artifact,
                line: fact.span.line,
                endLine: fact.span.endLine,
                quote: fact.quote,
              },
              at: fact.at,
            },
          ]
        : [],
    ),
    addressSpace: index.limit('limit.address-space'),
    data: index.limit('limit.data'),
    stack: index.limit('limit.stack'),
    locked: index.limit('limit.locked'),
    processes: index.limit('limit.processes'),
    files: index.limit('limit.files'),
    threadsMax: index.number('limit.threads-max'),
    pidMax: index.number('limit.pid-max'),
  }
}

export function overcommitOf({ index }: ProcessFacts): OvercommitFacts {
  return {
    mode: index.number('limit.overcommit-memory'),
    ratio: index.number('limit.overcommit-ratio'),
    fixed: index.number('limit.overcommit-bytes'),
    adminReserve: index.number('limit.admin-reserve'),
    userReserve: index.number('limit.user-reserve'),
  }
}
