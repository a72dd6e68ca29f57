/** The capture script against a JVM: what jcmd adds, and when it must not be asked. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openForTest } from '../../support/open-case.ts'
import { capture, captureFromInput, namesOf, start, type Target, temporaryFolder } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })

const program = `
public class Idle {
  public static void main(String[] words) throws Exception {
    System.out.println("ready");
    if (words.length == 0) Thread.sleep(Long.MAX_VALUE);
  }
}
`
/** Runs a source file as it is: JDK 11 and later (JEP 330). */
const hasJava =
  spawnSync('java', ['--source', '11', '-version']).status === 0 && spawnSync('javac', ['-version']).status === 0

function startJava(...options: string[]): Promise<Target> {
  const source = path.join(temporaryFolder(), 'Idle.java')
  writeFileSync(source, program)
  return start('java', ['-Xmx64m', '-XX:NativeMemoryTracking=summary', ...options, source])
}

describe.skipIf(process.platform !== 'linux' || !hasJava)('a JVM', () => {
  test('is asked in every round, and every answer is read', async () => {
    const { pid } = await startJava()
    const { code, result, messages } = capture(['--every=1', '--rounds=3', '--out', temporaryFolder(), String(pid)])
    expect(code, messages).toBe(0)
    const opened = await openForTest([result])
    const formats = opened.artifacts.map(({ format }) => format)
    for (const format of ['native-memory', 'heap-info', 'thread-dump', 'proc-maps']) {
      expect(formats.filter((each) => each === format)).toHaveLength(3)
    }
    expect(formats.filter((format) => ['vm-flags', 'command-line', 'smaps-rollup'].includes(format))).toHaveLength(3)
    // A dump's time is in the zone of the JVM, which it does not print.
    const issues = opened.artifacts.flatMap((artifact) => artifact.issues.map(({ code: issue }) => issue))
    expect(issues.filter((issue) => issue !== 'no-time-zone')).toEqual([])
    expect(opened.processes).toMatchObject([{ pid, state: 'alive', victim: null, ledger: { complete: true } }])
    const [process] = opened.processes
    expect(process?.jvm?.feature).toBeGreaterThanOrEqual(11)
    expect(['none', 'near-map-limit']).toContain(process?.verdict.rootCause)
    expect(process?.growth?.points).toHaveLength(3)
  })

  test('is left alone when it would die of being asked, or when that was wished', async () => {
    const { pid, child } = await startJava('-Xrs')
    const { code, result, messages } = capture(['--out', temporaryFolder(), String(pid)])
    expect({ code, messages }).toMatchObject({
      code: 0,
      messages: expect.stringContaining('the JVM is not asked (jcmd): it does not catch SIGQUIT'),
    })
    expect(readFileSync(path.join(result, 'capture.txt'), 'utf8')).toContain('it does not catch SIGQUIT')
    const silent = capture(['--no-jcmd', '--out', temporaryFolder(), String(pid)])
    expect(silent.messages).not.toContain('jcmd')
    for (const bundle of [result, silent.result]) {
      expect(namesOf(bundle).filter((name) => name.startsWith('jcmd'))).toEqual([])
    }
    expect([child.exitCode, child.signalCode]).toEqual([null, null])
  })

  test('near the map limit is not asked: the thread that answers needs mappings', async () => {
    const { pid } = await startJava()
    // The limit is the machine's: the script is told that it is what the JVM has already.
    const limit = readFileSync(`/proc/${pid}/maps`, 'utf8').trimEnd().split('\n').length
    const { code, messages } = captureFromInput(['--out', temporaryFolder(), String(pid)], {}, (script) =>
      script.replace('limit=$(cat /proc/sys/vm/max_map_count 2>/dev/null)', `limit=${limit}`),
    )
    expect(code).toBe(0)
    expect(messages).toMatch(new RegExp(`the JVM is not asked \\(jcmd\\): \\d+ of ${limit} mappings are in use`))
  })
})
