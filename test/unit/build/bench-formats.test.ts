/** The command `bench:formats` on small folders: its table, and what makes it end with 1. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../../..')
const COMMAND = path.join(ROOT, 'build/bench/formats.ts')
const UNAME = 'Linux kafka-13 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2026-02-01) x86_64 GNU/Linux\n'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mortem-bench-formats-'))
  mkdirSync(path.join(folder, 'files'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): void {
  writeFileSync(path.join(folder, 'files', name), text)
}

/** A module with one format that claims what begins with `planted`. */
function planted(lines: { sniff?: string; line?: string; confidence?: string }): string {
  const module = path.join(folder, 'planted.mjs')
  const text = `export const formats = [{
    id: 'planted', title: 'Planted', version: 1,
    sniff(head) { if (!head.text.startsWith('${lines.sniff ?? 'planted'}')) return 'no'; return '${lines.confidence ?? 'certain'}' },
    open: () => ({ line() { ${lines.line ?? ''} }, end() {} }),
  }]`
  writeFileSync(module, text)
  return `--with=${module}`
}

function run(...given: string[]): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...given], { cwd: ROOT, encoding: 'utf8' })
  return { code: status, out: stdout + stderr }
}

/** Each starts the command: Node, the formats, a thread. */
describe('bench:formats', { timeout: 60_000 }, () => {
  it('prints a line a file and ends with 0', () => {
    file('uname.txt', UNAME)
    file('notes.txt', 'nothing in particular\n')
    const { code, out } = run(path.join(folder, 'files'), '--unknown')
    expect(out).toMatch(/^uname +- +1 +1 +3 +0 +[\d.]+ {2}uname\.txt$/m)
    expect(out).toMatch(/^text +- +1 +1 +0 +0 +[\d.]+ {2}notes\.txt$/m)
    expect(out).toContain('2 files were read again as `unknown`')
    expect(out).toContain('No faults')
    expect(code).toBe(0)
  })

  it('ends with 1 when two formats are equally sure', () => {
    file('uname.txt', UNAME)
    const { code, out } = run(path.join(folder, 'files'), planted({ sniff: 'Linux' }))
    expect(out).toMatch(/uname\.txt: (?:planted and uname|uname and planted) are equally sure \(certain\)/)
    expect(code).toBe(1)
  })

  it('lets a surer format win over another', () => {
    file('uname.txt', UNAME)
    const { code, out } = run(path.join(folder, 'files'), planted({ sniff: 'Linux', confidence: 'maybe' }))
    expect(out).toMatch(/^uname +planted \(maybe\) /m)
    expect(code).toBe(0)
  })

  it('ends with 1 when a parser fails, and goes on with the next file', () => {
    file('a.txt', 'planted\n')
    file('b.txt', UNAME)
    const { code, out } = run(path.join(folder, 'files'), planted({ line: "throw new Error('broken')" }))
    expect(out).toMatch(/a\.txt: planted failed at line 1: .*broken/)
    expect(out).toMatch(/^uname .*b\.txt$/m)
    expect(code).toBe(1)
  })

  it('ends with 1 when a parser hangs, names the file, and goes on with the next one', () => {
    file('a.txt', 'planted\n')
    file('b.txt', UNAME)
    const { code, out } = run(path.join(folder, 'files'), planted({ line: 'for (;;);' }), '--silence=2')
    expect(out).toMatch(/a\.txt: hung for 2 s/)
    expect(out).toMatch(/^uname .*b\.txt$/m)
    expect(code).toBe(1)
  })

  it('ends with 1 when a format needs the name', () => {
    file('pids.max', '4915\n')
    const { code, out } = run(path.join(folder, 'files'), '--unknown')
    expect(out).toContain('pids.max: kernel-files by its name, text without')
    expect(code).toBe(1)
  })

  it('ends with 2 on bad usage', () => {
    expect(run().code).toBe(2)
    expect(run(path.join(folder, 'missing')).code).toBe(2)
    expect(run(folder, '--silence=never').code).toBe(2)
  })
})
