/**
 * Loads the program's bundle with the code that V8 has compiled of it before. Node's own cache (module.enableCompileCache) keeps what
 * was compiled right after loading only; most of a short run is compiling functions when they are first called, so the code is taken
 * when a run ends. https://nodejs.org/api/vm.html#scriptcreatecacheddata
 */
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import path from 'node:path'
import { Script } from 'node:vm'

type Wrapper = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void

const SEAL_BYTES = 32

/**
 * Stands before the code. V8 refuses code of another version or of other switches, but of the source it compares only the length, and
 * code that is damaged crashes it.
 */
function sealOf(source: Buffer, code: Buffer): Buffer {
  return createHash('sha256').update(source).update(code).digest()
}

/** What the CommonJS bundle `file` exports. @throws Error as the bundle does, and of the file system if it cannot be read. */
export function loadProgram(file: string): object {
  const kept = `${file}.${process.arch}-${process.versions.v8}.compiled`
  const bundle = readFileSync(file)
  const cachedData = keptCode(kept, bundle)
  // On the wrapper's own line, so that the lines of a stack trace are those of the file.
  const source = `(function (exports, require, module, __filename, __dirname) {${bundle.toString()}\n})`
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) })
  if (cachedData === undefined || script.cachedDataRejected === true)
    process.once('exit', () => keep(script, kept, bundle))
  const run = script.runInThisContext() as Wrapper
  const require = createRequire(file)
  const program = Object.assign(new Module(file), { filename: file, loaded: true })
  // Its chunks require it back: they are to get this one. A second one has other classes, and no `instanceof` between them holds.
  require.cache[require.resolve(file)] = program
  run(program.exports as object, require, program, file, path.dirname(file))
  return program.exports as object
}

function keptCode(kept: string, bundle: Buffer): Buffer | undefined {
  try {
    const content = readFileSync(kept)
    const code = content.subarray(SEAL_BYTES)
    return sealOf(bundle, code).equals(content.subarray(0, SEAL_BYTES)) ? code : undefined
  } catch {
    return undefined // the first run, or a folder of someone else's: everything works without
  }
}

/** Renamed into place: another run may be reading. */
function keep(script: Script, kept: string, bundle: Buffer): void {
  const unfinished = `${kept}.${process.pid}`
  try {
    const code = script.createCachedData()
    writeFileSync(unfinished, Buffer.concat([sealOf(bundle, code), code]))
    renameSync(unfinished, kept)
  } catch {
    rmSync(unfinished, { force: true }) // no room, or a folder that may not be written
  }
}
