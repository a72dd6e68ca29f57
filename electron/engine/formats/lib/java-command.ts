/** Options of the java launcher that take the next word as their value (java(1), "Standard Options"). */
const WITH_VALUE = new Set([
  '-cp',
  '-classpath',
  '--class-path',
  '-p',
  '--module-path',
  '--upgrade-module-path',
  '--add-modules',
  '--limit-modules',
  '--add-opens',
  '--add-exports',
  '--add-reads',
  '--patch-module',
  '--enable-native-access',
  '--source',
  '-d',
  '--describe-module',
])
/** Given to the launcher and not to the VM: HotSpot prints them neither under jvm_args. */
const CLASS_PATH = new Set(['-cp', '-classpath', '--class-path'])

function words(text: string): string[] {
  const trimmed = text.trim()
  return trimmed.split(trimmed.includes('\0') ? /\0+/ : /\s+/).filter((word) => word !== '')
}

/** Whether the first word is a java launcher and an option follows it. */
export function isJavaCommand(text: string): boolean {
  const [program, option] = words(text)
  return /^(?:[^"{}]{0,4000}[/\\])?javaw?(?:\.exe)?$/.test(program ?? '') && /^(?:-[A-Za-z]|--[a-z])/.test(option ?? '')
}

/**
 * Splits a command line as HotSpot does in its crash log: `options` is what it calls jvm_args (without the class path),
 * `command` is java_command: the main class or the jar, and its arguments.
 */
export function readCommandLine(text: string): { options: string[]; command: string[] } {
  const all = words(text)
  const options: string[] = []
  for (let index = 1; index < all.length; index++) {
    const word = all[index] ?? ''
    if (word === '-jar' || word === '-m' || word === '--module') return { options, command: all.slice(index + 1) }
    if (!word.startsWith('-') && !word.startsWith('@')) return { options, command: all.slice(index) }
    const value = WITH_VALUE.has(word) ? all[++index] : undefined
    if (CLASS_PATH.has(word)) continue
    options.push(word)
    if (value !== undefined) options.push(value)
  }
  return { options, command: [] }
}
