/** Compiles the kernels (electron/engine/kernels/assembly) to dist/kernels.wasm, unless they are up to date. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from './paths.ts'

const SOURCES = 'electron/engine/kernels/assembly'
const OUTPUT = 'dist/kernels.wasm'
/** Below: the runtime's own. Above: memory laid out by kernels.ts. */
const MEMORY_BASE = '1024'

/** Of the sources and of the compiler. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(inRoot(SOURCES)).toSorted())
    hash.update(name).update(readFileSync(inRoot(SOURCES, name)))
  return hash
    .update(readFileSync(inRoot('build/kernels.ts')))
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex')
}

/** @throws Error with the compiler's messages */
export async function buildKernels(log: (line: string) => void = () => {}): Promise<void> {
  const stamp = `${inRoot(OUTPUT)}.built-from`
  const current = fingerprint()
  if (existsSync(inRoot(OUTPUT)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return
  log('building kernels')
  // Tens of megabytes of compiler: loaded only if there is something to do.
  const { main } = await import('assemblyscript/asc')
  const options = ['--runtime', 'stub', '--importMemory', '--noExportMemory', '--memoryBase', MEMORY_BASE]
  const messages: string[] = []
  const { error } = await main(
    [
      `${SOURCES}/index.ts`,
      '--outFile',
      OUTPUT,
      '--baseDir',
      inRoot(),
      '-O3',
      '--converge',
      '--noAssert',
      '--enable',
      'simd',
      ...options,
    ],
    {
      stderr: { write: (text) => messages.push(String(text)) },
      writeFile: (name, contents, base) => write(path.join(base, name), contents),
    },
  )
  if (error) throw new Error(`the kernels were not compiled: ${error.message}\n${messages.join('')}`)
  writeFileSync(stamp, current)
}

function write(file: string, contents: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, contents)
}

if (import.meta.main) await buildKernels()
