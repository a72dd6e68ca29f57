/** Bundles loaded in processes of their own, as the command line is: what V8 compiled is kept when one ends. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inRoot } from '../../../build/paths.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mortem-load-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const bundle = (): string => path.join(folder, 'program.cjs')
const kept = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.compiled'))

function write(answer: string): void {
  writeFileSync(bundle(), `exports.answer = () => '${answer}' + require('node:path').sep + __filename`)
  // Copies and checkouts may well have the same time.
  utimesSync(bundle(), 1, 1)
}

/** What the bundle says in a new process, and what V8 thought of the code that was kept: undefined where none was offered. */
function run(): { answer: string; refused: boolean | undefined } {
  const script = `
    import vm from 'node:vm'
    import { syncBuiltinESMExports } from 'node:module'
    let refused
    vm.Script = class extends vm.Script { constructor(...all) { super(...all); refused = this.cachedDataRejected } }
    syncBuiltinESMExports()
    const { loadProgram } = await import(${JSON.stringify(pathToFileURL(inRoot('electron/cli/load-program.ts')).href)})
    const answer = loadProgram(${JSON.stringify(bundle())}).answer()
    console.log(JSON.stringify({ answer, refused }))`
  const done = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  expect(done.stderr).toBe('')
  return JSON.parse(done.stdout) as { answer: string; refused: boolean | undefined }
}

describe('a bundle', () => {
  it('is compiled by the first run; the next one takes the code', () => {
    write('one')
    const answer = `one${path.sep}${bundle()}`
    expect(run()).toEqual({ answer, refused: undefined })
    expect(kept()).toHaveLength(1)
    expect(run()).toEqual({ answer, refused: false })
    expect(kept()).toHaveLength(1)
  })

  it('is the one that its chunks require', () => {
    writeFileSync(path.join(folder, 'chunk.cjs'), `exports.Failure = require('./program.cjs').Failure`)
    writeFileSync(
      bundle(),
      `class Failure extends Error {}
       exports.Failure = Failure
       exports.answer = () => String(new (require('./chunk.cjs').Failure)() instanceof Failure)`,
    )
    expect(run().answer).toBe('true')
  })

  it('of the same length and time never runs the code of another', () => {
    write('one')
    run()
    write('two')
    expect(run()).toEqual({ answer: `two${path.sep}${bundle()}`, refused: undefined })
  })

  it.each([
    ['cut short', (code: Buffer) => code.subarray(0, 100)],
    ['empty', () => Buffer.alloc(0)],
    ['damaged', (code: Buffer) => code.map((byte, at) => (at > 300 ? 0 : byte))],
  ])('runs where the code is %s, and it is kept anew', (_, change) => {
    write('one')
    const { answer } = run()
    const file = path.join(folder, kept()[0] ?? '')
    writeFileSync(file, change(readFileSync(file)))
    expect(run()).toEqual({ answer, refused: undefined })
    expect(run()).toEqual({ answer, refused: false })
  })

  it('runs where nothing can be kept', () => {
    write('one')
    const { answer } = run()
    const file = path.join(folder, kept()[0] ?? '')
    rmSync(file)
    mkdirSync(file)
    expect(run()).toEqual({ answer, refused: undefined })
    expect(readdirSync(folder).toSorted()).toEqual(['program.cjs', path.basename(file)])
  })
})
