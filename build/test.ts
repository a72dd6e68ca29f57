/**
 * `npm test [-- NAME...]`: every check and every test. Each step runs even if an earlier one failed; the last line is
 * `N passed, N failed` (each check counts one, each unit and end-to-end test counts one). `npm test -- unit types` or
 * `--only=unit,types` run a part.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { inRoot, logToStderr, root } from './paths.ts'
import { electronRuntime } from './runtime.ts'
import { chosenSteps, countPlaywright, countVitest, type Count, type StepName } from './test-counts.ts'
import { ensureSystemLibraries, hasDisplay } from './system-libraries.ts'

const results = inRoot('.cache/test')
const tool = (name: string): string => inRoot('node_modules/.bin', name)

function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): boolean {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (error) logToStderr(`${command}: ${error.message}`)
  return status === 0
}

// Patterns in the configuration would be relative to its folder; these are relative to the root.
const formatIgnores = ['.gitignore', 'build/oxfmt.ignore'].map((file) => `--ignore-path=${file}`)

const check = (command: string, ...args: string[]): Count => {
  const ok = run(command, args)
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
}

/** What a test runner wrote about its tests; one failure if it wrote nothing. */
function counted(ok: boolean, file: string, count: (report: unknown) => Count): Count {
  try {
    const found = count(JSON.parse(readFileSync(file, 'utf8')))
    // A runner can fail without a failing test: a file that does not load, an unhandled rejection.
    return !ok && found.failed === 0 ? { ...found, failed: 1 } : found
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function unit(): Count {
  const report = `${results}/unit.json`
  const ok = run(tool('vitest'), [
    'run',
    '-c',
    'build/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  return counted(ok, report, countVitest)
}

async function e2e(): Promise<Count> {
  const failed = { passed: 0, failed: 1 }
  const report = `${results}/e2e.json`
  const screen = !hasDisplay()
  try {
    const { executable } = await electronRuntime()
    if (!ensureSystemLibraries(executable, { screen, log: logToStderr })) return failed
  } catch (error) {
    logToStderr(String(error))
    return failed
  }
  const playwright = [tool('playwright'), 'test', '-c', 'build/playwright.config.ts', '--reporter=list,json']
  const [command, ...args] = screen ? ['xvfb-run', '-a', ...playwright] : playwright
  return counted(run(command ?? '', args, { PLAYWRIGHT_JSON_OUTPUT_FILE: report }), report, countPlaywright)
}

const steps: Record<StepName, () => Count | Promise<Count>> = {
  format: () => check(tool('oxfmt'), '-c', 'build/oxfmt.json', ...formatIgnores, '--check'),
  // --force: a changed ambient declaration does not always invalidate the incremental state.
  types: () => check(tool('tsc'), '-b', '--force', '--pretty', 'false'),
  lint: () =>
    check(
      tool('oxlint'),
      '-c',
      'build/oxlint.json',
      '--ignore-pattern=electron/engine/kernels/assembly',
      '--type-aware',
      '--deny-warnings',
    ),
  imports: () => check(process.execPath, 'build/check-imports.ts'),
  unit,
  build: () => check(process.execPath, 'build/build.ts'),
  e2e,
}

const chosen = chosenSteps(process.argv.slice(2))
if (typeof chosen === 'string') {
  logToStderr(chosen)
  process.exitCode = 2
} else await runSteps(chosen)

async function runSteps(names: StepName[]): Promise<void> {
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  const total = { passed: 0, failed: 0 }
  const summary: string[] = []
  for (const name of names) {
    process.stdout.write(`\n== ${name}\n`)
    const started = performance.now()
    const count = await steps[name]()
    total.passed += count.passed
    total.failed += count.failed
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const verdict = count.failed > 0 ? 'FAILED' : 'ok'
    summary.push(`${name.padEnd(8)}${verdict.padEnd(8)}${count.passed} passed, ${count.failed} failed  (${seconds} s)`)
  }
  process.stdout.write(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed\n`)
  process.exitCode = total.failed > 0 ? 1 : 0
}
