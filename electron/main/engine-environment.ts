/** Variables that would change what code the engine runs; it reads hostile input and inherits none of them. */
const dangerous = new Set([
  'DEBUG',
  'LD_AUDIT',
  'LD_PRELOAD',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_REPL_EXTERNAL_MODULE',
  'NODE_V8_COVERAGE',
])

/** A copy without the dangerous variables; Windows spells names in any case. */
export function engineEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase()
    if (value === undefined || dangerous.has(upper) || upper.startsWith('DYLD_') || upper.startsWith('ELECTRON_'))
      continue
    kept[name] = value
  }
  return kept
}
