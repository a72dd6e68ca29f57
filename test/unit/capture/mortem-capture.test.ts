/** The capture script against live processes: what it writes is opened as any bundle is. */
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { CaseSummary } from '../../../shared/model/case.ts'
import { openForTest } from '../../support/open-case.ts'
import {
  capture,
  captureFromInput,
  captureWhile,
  end,
  namesOf,
  shells,
  startNode,
  temporaryFolder,
  textOf,
} from './support.ts'

// Rounds are a second apart, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

const isLinux = process.platform === 'linux'
const issuesOf = ({ artifacts }: CaseSummary): string[] =>
  artifacts.flatMap(({ path: file, issues }) => issues.map(({ code }) => `${file}: ${code}`))

describe.skipIf(!isLinux)('a bundle of several rounds', () => {
  test.each(shells.map((shell) => ({ shell })))('taken by $shell', async ({ shell }) => {
    const { pid } = await startNode()
    const out = temporaryFolder()
    const options = ['--out', out, '--every', '1', '--rounds', '3', '--keep', '2', '--no-cmdline']
    const { code, result, messages } = capture([...options, String(pid)], shell)
    expect({ code, result }, messages).toEqual({ code: 0, result: path.join(out, `${hostname()}-${pid}`) })
    const names = namesOf(result)
    expect(names.filter((name) => name === 'maps-T.txt')).toHaveLength(2)
    expect(names.filter((name) => name === 'status-T.txt')).toHaveLength(2)
    expect(names.filter((name) => name.startsWith('.'))).toEqual([])

    const opened = await openForTest([result])
    expect(issuesOf(opened)).toEqual([])
    expect(opened.artifacts.filter(({ format }) => format === 'text').map((each) => each.path)).toEqual(['capture.txt'])
    expect(opened.processes).toHaveLength(1)
    const [process] = opened.processes
    expect(process).toMatchObject({ pid, ledger: { complete: true, limitSource: 'measured' } })
    expect(['none', 'near-map-limit']).toContain(process?.verdict.rootCause)
    // The first round's listing has made room; its row has not.
    expect(process?.growth?.points.map(({ origin }) => origin)).toEqual(['metrics', 'maps-snapshot', 'maps-snapshot'])
    const rows = readFileSync(path.join(result, 'metrics.csv'), 'utf8').trimEnd().split('\n')
    expect(rows[0]).toBe('time,map_count,rss_kb,threads')
    const counted = rows.slice(1).map((row) => Number(row.split(',')[1]))
    expect(process?.growth?.points.map(({ vmas }) => vmas)).toEqual(counted)
    expect(counted.at(-1)).toBe(process?.ledger?.vmas)
  })
})

describe.skipIf(!isLinux)('one round', () => {
  test('packed: the archive says the same as the folder, which stays', async () => {
    const { pid } = await startNode()
    const { code, result } = capture(['--tar', '--smaps', `--out=${temporaryFolder()}`, String(pid)])
    expect(code).toBe(0)
    const [packed, folder] = await Promise.all([openForTest([result]), openForTest([result.replace('.tar.gz', '')])])
    expect(issuesOf(packed)).toEqual([])
    expect(packed.artifacts).toHaveLength(folder.artifacts.length)
    expect(packed.processes.map(({ ledger }) => ledger?.vmas)).toEqual(
      folder.processes.map(({ ledger }) => ledger?.vmas),
    )
    expect(packed.processes[0]?.growth?.points).toHaveLength(1)
  })

  test('is readable by its owner alone, keeps NULs in the command line, and never has the environment', async () => {
    const secret = { env: { ...process.env, MORTEM_SECRET: 'canary-in-environment' } }
    const { pid } = await startNode(secret, ['--password=canary-in-arguments'])
    const { result } = capture(['--out', temporaryFolder(), String(pid)], ['sh'], secret)
    expect(statSync(result).mode & 0o777).toBe(0o700)
    expect(readFileSync(path.join(result, 'cmdline.txt'), 'utf8')).toContain('\0--password=canary-in-arguments\0')
    expect(textOf(result)).not.toContain('canary-in-environment')
    const without = capture(['--no-cmdline', '--out', temporaryFolder(), String(pid)])
    expect(without.code).toBe(0)
    expect(textOf(without.result)).not.toContain('canary')
  })

  test('lists the index files of a broker', async () => {
    const { pid } = await startNode()
    const [out, logs] = [temporaryFolder(), temporaryFolder()]
    mkdirSync(path.join(logs, 'orders-3'))
    for (const name of ['index', 'timeindex', 'log', 'txnindex']) {
      writeFileSync(path.join(logs, 'orders-3', `00000000000000000000.${name}`), '')
    }
    const { code, result, messages } = capture(['--out', out, '--log-dirs', `${logs}, ${logs}/none`, String(pid)])
    expect(code).toBe(0)
    expect(messages).toContain(`below ${logs}: 1 .index and 1 .timeindex files`)
    expect(messages).toContain(`below ${logs}/none not all can be listed: No such file or directory`)
    const opened = await openForTest([result])
    expect(opened.artifacts.filter(({ format }) => format === 'directory-listing')).toMatchObject([{ lines: 2 }])
  })

  test('continues the folder of the same process, and leaves that of another one alone', async () => {
    const { pid } = await startNode()
    const out = temporaryFolder()
    const [first, second] = [capture(['--out', out, String(pid)]), capture(['--out', out, String(pid)])]
    expect([first.code, second.code]).toEqual([0, 0])
    expect(namesOf(second.result).filter((name) => name === 'maps-T.txt')).toHaveLength(2)
    expect((await openForTest([second.result])).processes[0]?.growth?.points).toHaveLength(2)
    writeFileSync(path.join(second.result, 'capture.txt'), 'another one\n')
    expect(capture(['--out', out, String(pid)])).toMatchObject({
      code: 3,
      result: '',
      messages: expect.stringContaining('is not of this process: choose another --out'),
    })
  })

  test.skipIf(process.getuid?.() !== 0)('what may not be read gives a message and no failure', async () => {
    const { pid } = await startNode()
    const nobody = 65_534
    const out = temporaryFolder()
    chmodSync(out, 0o777)
    // From stdin, as over ssh: the checkout need not be readable by everyone.
    const { code, result, messages } = captureFromInput(['--out', out, '--tar', String(pid)], {
      uid: nobody,
      gid: nobody,
      cwd: out,
    })
    expect(code, messages).toBe(0)
    expect(messages).toContain('maps cannot be read: Permission denied')
    const opened = await openForTest([result])
    expect(issuesOf(opened)).toEqual([])
    expect(opened.processes).toMatchObject([{ pid, ledger: null }])
  })
})

describe.skipIf(!isLinux)('the end', () => {
  test('of the process ends the capture', async () => {
    const folder = temporaryFolder()
    const { pid, child } = await startNode({ cwd: folder })
    writeFileSync(path.join(folder, `hs_err_pid${pid}.log`), '')
    const { code, result, messages } = await captureWhile(
      ['--every', '1', '--out', temporaryFolder(), String(pid)],
      () => void end(child),
    )
    expect({ code, messages }).toMatchObject({ code: 0, messages: expect.stringContaining(`process ${pid} has ended`) })
    expect(messages).toContain(`crash log, which is not in this bundle: ${folder}/hs_err_pid${pid}.log`)
    const opened = await openForTest([result])
    expect(issuesOf(opened)).toEqual([])
    expect(opened.processes).toMatchObject([{ pid, verdict: { rootCause: 'none' } }])
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('by %s keeps what was captured, and packs it', async (signal) => {
    const { pid } = await startNode()
    const { code, result } = await captureWhile(
      ['--every', '900', '--tar', '--out', temporaryFolder(), String(pid)],
      (script) => script.kill(signal),
    )
    expect(code).toBe(0)
    expect((await openForTest([result])).processes).toMatchObject([{ pid }])
  })

  test('had come before: exit code 1, and nothing is left behind', async () => {
    const { pid, child } = await startNode()
    await end(child)
    const out = path.join(temporaryFolder(), 'out')
    expect(capture(['--out', out, String(pid)])).toEqual({
      code: 1,
      result: '',
      messages: `mortem-capture: there is no process ${pid}, or it is hidden from this user\n`,
    })
    expect(existsSync(out)).toBe(false)
  })
})

describe.skipIf(!isLinux)('usage', () => {
  test.each([
    ['', 'no PID given'],
    ['1x', "PID needs a whole number above 0, not '1x'"],
    ['1 2', 'one PID at a time'],
    ['--every', '--every needs a value'],
    ['--every 0 1', "--every needs a whole number above 0, not '0'"],
    ['--keep=-1 1', "--keep needs a whole number above 0, not '-1'"],
    ['--rounds 2 1', '--rounds needs --every'],
    ['--environ 1', 'unknown option --environ'],
  ])('%j: %s', (words, message) => {
    const { code, result, messages } = capture(words.split(' ').filter((word) => word !== ''))
    expect({ code, result, messages }).toEqual({
      code: 2,
      result: '',
      messages: `mortem-capture: ${message} (mortem-capture -h tells more)\n`,
    })
  })

  test('a thread is no process', async () => {
    const { pid } = await startNode()
    const thread = readdirSync(`/proc/${pid}/task`).find((id) => id !== String(pid))
    expect(capture([String(thread)])).toMatchObject({
      code: 2,
      messages: expect.stringContaining(`${thread} is a thread of process ${pid}`),
    })
  })

  test('-h prints the help', () => {
    const { code, result, messages } = capture(['-h'])
    expect({ code, messages }).toEqual({ code: 0, messages: '' })
    expect(result).toMatch(/^usage: mortem-capture \[options\] PID\n/)
  })
})
