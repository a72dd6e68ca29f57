/** Runs the capture script as a user would, against processes that live for the test. */
import { type ChildProcess, spawn, type SpawnOptions, spawnSync, type SpawnSyncOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach } from 'vitest'
import { inRoot } from '../../../build/paths.ts'

const scriptFile = inRoot('electron/cli/mortem-capture')

/** Shells that the script is to run in; those that are not installed are left out. */
export const shells: readonly (readonly string[])[] = [
  ['sh'],
  ['dash'],
  ['bash', '--posix'],
  ['busybox', 'sh'],
  ['mksh'],
  ['yash', '--posix'],
].filter(([shell = '', ...options]) => spawnSync(shell, [...options, '-c', ':']).status === 0)

const started: ChildProcess[] = []
const folders: string[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map(end))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortem-capture-'))
  folders.push(folder)
  return folder
}

export interface Target {
  pid: number
  child: ChildProcess
}

/** Starts a program that prints something when it is ready. It is ended after the test. */
export async function start(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Target> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options })
  started.push(child)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return { pid: child.pid ?? 0, child }
}

export function startNode(options: SpawnOptions = {}, args: readonly string[] = []): Promise<Target> {
  const program = 'setInterval(() => {}, 1e6); process.stdout.write("ready")'
  return start(process.execPath, ['-e', program, '--', ...args], options)
}

/** Returns when the process is gone and has been waited for. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

export interface Captured {
  code: number | null
  /** The last thing that it prints: the folder or the archive. */
  result: string
  messages: string
}

export function capture(
  args: readonly string[],
  shell: readonly string[] = ['sh'],
  options: SpawnSyncOptions = {},
): Captured {
  return run([...shell, scriptFile, ...args], options)
}

/** The script as the shell reads it from its stdin; `change` may alter it. */
export function captureFromInput(
  args: readonly string[],
  options: SpawnSyncOptions = {},
  change = (script: string): string => script,
): Captured {
  return run(['sh', '-s', '--', ...args], { ...options, input: change(readFileSync(scriptFile, 'utf8')) })
}

function run([command = '', ...args]: readonly string[], options: SpawnSyncOptions): Captured {
  const { status, stdout, stderr } = spawnSync(command, args, { ...options, encoding: 'utf8' })
  return { code: status, result: stdout.trimEnd(), messages: stderr }
}

/** Starts a capture, calls `meanwhile` when the first round is done, and waits for its end. */
export async function captureWhile(
  args: readonly string[],
  meanwhile: (script: ChildProcess) => void,
): Promise<Captured> {
  const script = spawn('sh', [scriptFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(script)
  let [result, messages, called] = ['', '', false]
  script.stdout.setEncoding('utf8').on('data', (text: string) => (result += text))
  script.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text
    if (called || !messages.includes('round 1:')) return
    called = true
    meanwhile(script)
  })
  const [code] = (await once(script, 'close')) as [number | null]
  return { code, result: result.trimEnd(), messages }
}

/** Names of the files of a bundle, times replaced by `T`. */
export function namesOf(bundle: string): string[] {
  return readdirSync(bundle)
    .map((name) => name.replace(/\d{13}/, 'T'))
    .toSorted()
}

/** All that a bundle holds, as one text. */
export function textOf(bundle: string): string {
  return readdirSync(bundle)
    .map((name) => readFileSync(path.join(bundle, name), 'latin1'))
    .join('\n')
}
