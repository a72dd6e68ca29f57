/**
 * What `npm start`, `npm test` and `npm run mortem` call: plain JavaScript with nothing but Node 20's own modules, so that
 * it runs in a fresh clone. Installs the dependencies if they are missing or stale, then hands over to the project's own
 * Node with the TypeScript of this folder. Everything it says goes to stderr.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 20
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const inRoot = (...parts) => path.join(root, ...parts)
const tasks = { start: 'build/start.ts', test: 'build/test.ts', cli: 'build/cli.ts' }
const stampFile = inRoot('node_modules/.cache/mortem/installed')
const projectNode = inRoot('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(line) {
  say(`mortem: ${line}`)
  process.exit(2)
}

/** Changes with either manifest; equal to the stamp means that nothing needs a closer look. */
function manifestHash() {
  const hash = createHash('sha256')
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(inRoot(file)))
  return hash.digest('hex')
}

/** Whether node_modules holds what the lockfile asks for, by npm's own record of what it installed. */
function matchesLockfile() {
  const record = inRoot('node_modules/.package-lock.json')
  if (!existsSync(record) || !existsSync(projectNode)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const sameWishes = ['dependencies', 'devDependencies'].every(
    (key) => JSON.stringify(manifest[key] ?? {}) === JSON.stringify(lock['']?.[key] ?? {}),
  )
  // Optional and peer packages may rightly be absent: they are for other platforms.
  const complete = Object.entries(lock).every(
    ([name, { version, optional, peer }]) =>
      name === '' || (installed[name] ? installed[name].version === version : Boolean(optional || peer)),
  )
  return sameWishes && complete && Object.keys(installed).every((name) => name in lock)
}

function npm(args) {
  // Under `npm test` npm names its own script: the npm that matches, also where `npm` is a .cmd file.
  const own = process.env.npm_execpath
  const [command, ...prefix] = own?.endsWith('npm-cli.js') ? [process.execPath, own] : ['npm']
  const shell = process.platform === 'win32' && prefix.length === 0
  return spawnSync(command, [...prefix, ...args], { cwd: root, stdio: ['ignore', 2, 2], shell }).status
}

function ensureDependencies() {
  const hash = manifestHash()
  if (existsSync(projectNode) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return
  if (!matchesLockfile()) {
    say('mortem: installing the dependencies (npm ci; about a minute)')
    if (npm(['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']) !== 0)
      fail('npm ci failed; its messages are above. After editing package.json run `npm install` once.')
    if (!existsSync(projectNode)) fail('npm ci did not install the Node of this project (package `node`)')
  }
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, hash)
}

/** Runs one of our scripts on the project's Node; exit code and signals pass through in both directions. */
function handOver(script, args) {
  const environment = {
    ...process.env,
    PATH: `${inRoot('node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
  }
  const child = spawn(projectNode, [inRoot(script), ...args], { stdio: 'inherit', env: environment })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the whole group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.on('error', (error) => fail(`cannot run ${projectNode}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

const [task, ...args] = process.argv.slice(2)
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
  fail(`needs Node ${OLDEST_NODE} or newer to set itself up; this is ${process.version}`)
if (!Object.hasOwn(tasks, task ?? ''))
  fail(`usage: node build/bootstrap.mjs ${Object.keys(tasks).join('|')} [ARGUMENTS]`)
ensureDependencies()
handOver(tasks[task], args)
