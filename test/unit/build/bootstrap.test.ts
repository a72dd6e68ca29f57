/** The bootstrap against small checkouts of its own: what it installs, what it hands over, what it says where. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inRoot } from '../../../build/paths.ts'

let checkout: string
const at = (...parts: string[]): string => path.join(checkout, ...parts)

function write(name: string, content: unknown): void {
  mkdirSync(path.dirname(at(name)), { recursive: true })
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content))
}

const manifest = { name: 'sample', devDependencies: { a: '1.0.0' } }
const lock = {
  packages: {
    '': manifest,
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  },
}

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'mortem-bootstrap-'))
  cpSync(inRoot('build/bootstrap.mjs'), at('build/bootstrap.mjs'))
  write('build/cli.ts', 'process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 7')
  write('package.json', manifest)
  write('package-lock.json', lock)
  // Stands for npm: says that it ran, on stdout, and installs what the lockfile asks for.
  write(
    'bin/npm',
    `#!/bin/sh\necho "npm $1"\nmkdir -p node_modules/node/bin\nln -sf '${process.execPath}' node_modules/node/bin/node\n`,
  )
  chmodSync(at('bin/npm'), 0o755)
})
afterEach(() => {
  rmSync(checkout, { recursive: true })
})

function installed(packages: Record<string, { version: string }>): void {
  mkdirSync(at('node_modules/node/bin'), { recursive: true })
  rmSync(at('node_modules/node/bin/node'), { force: true })
  spawnSync('ln', ['-s', process.execPath, at('node_modules/node/bin/node')])
  write('node_modules/.package-lock.json', { packages })
}

function bootstrap(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, PATH: `${at('bin')}${path.delimiter}${process.env['PATH']}` }
  // A run of the tests under npm must not lend its npm to the checkout.
  delete (env as NodeJS.ProcessEnv)['npm_execpath']
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('build/bootstrap.mjs'), ...args], {
    encoding: 'utf8',
    env,
  })
  return { code: status, stdout, stderr }
}

test('installs what is missing; stdout carries the result alone, arguments and exit code pass through', () => {
  expect(bootstrap('cli', 'analyze', '--json', 'a b')).toMatchObject({
    code: 7,
    stdout: '["analyze","--json","a b"]',
    stderr: expect.stringContaining('npm ci'),
  })
})

test('the second time it installs nothing', () => {
  bootstrap('cli')
  expect(bootstrap('cli')).toMatchObject({ code: 7, stderr: '' })
})

test('what npm install has put there counts, packages of other platforms may be absent', () => {
  installed({ 'node_modules/a': { version: '1.0.0' } })
  expect(bootstrap('cli')).toMatchObject({ code: 7, stderr: '' })
  expect(readFileSync(at('node_modules/.cache/mortem/installed'), 'utf8')).toMatch(/^[0-9a-f]{64}$/)
})

test.each<[string, () => void]>([
  ['another version is installed', () => installed({ 'node_modules/a': { version: '0.9.0' } })],
  ['something is missing', () => installed({})],
  [
    'something is left over',
    () => installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }),
  ],
  [
    'package.json asks for something else',
    () => {
      installed({ 'node_modules/a': { version: '1.0.0' } })
      write('package.json', { ...manifest, devDependencies: { a: '2.0.0' } })
    },
  ],
])('installs again when %s', (_why, prepare) => {
  prepare()
  expect(bootstrap('cli').stderr).toContain('npm ci')
})

test('a failing npm ends it with its own message', () => {
  write('bin/npm', '#!/bin/sh\nexit 1\n')
  chmodSync(at('bin/npm'), 0o755)
  expect(bootstrap('cli')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('npm ci failed') })
})

test('an unknown task is refused', () => {
  expect(bootstrap('clean')).toMatchObject({ code: 2, stderr: expect.stringContaining('usage') })
})
