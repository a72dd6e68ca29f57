/** Rotated logs through the whole engine: files on disk in, what the case says of them out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { rotatedLogs } from '../../../electron/cli/render-logs.ts'
import { toAnalysisJson } from '../../../shared/model/analysis-json.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'
import { openForTest } from '../../support/open-case.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortem-rotated-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return folder
}

function partsOf({ artifacts }: CaseSummary): Record<string, string> {
  return Object.fromEntries(artifacts.map(({ path: name, log }) => [name, `${log?.part}/${log?.parts}`]))
}

/** `2026-03-01T10:00:07.000+0000: 7.000: ` */
const stamp8 = (second: number): string => {
  const at = new Date(Date.UTC(2026, 2, 1, 10, 0, second)).toISOString().replace('Z', '+0000')
  return `${at}: ${second}.000: `
}
const full8 = (second: number): string => `${stamp8(second)}[Full GC (System.gc())  85M->20M(100M), 0.1200000 secs]\n`
const young8 = (second: number): string => `${stamp8(second)}[GC pause (G1 Evacuation Pause) (young), 0.0100000 secs]\n`
const header8 =
  'OpenJDK 64-Bit Server VM (25.392-b08) for linux-amd64 JRE (1.8.0_392-b08), built on Oct 17 2023 19:54:35\n' +
  'Memory: 4k page, physical 24683712k(20483400k free), swap 0k(0k free)\nCommandLine flags: -XX:+UseG1GC \n'
const created8 = (number: number): string => `2026-03-01 10:00:00 GC log file created ./gc.log.${number}\n${header8}`

it('JDK 8: a ring whose oldest file follows the current one, with a cycle across two files', async () => {
  const opened = await openForTest([
    folderOf({
      'gc.log.0': created8(0) + `${stamp8(21)}[GC concurrent-mark-end, 0.5000000 secs]\n` + full8(25),
      'gc.log.1.current': created8(1) + young8(31) + full8(35),
      'gc.log.2':
        created8(2) +
        full8(11) +
        `${stamp8(19)}[GC concurrent-root-region-scan-start]\n${stamp8(20)}[GC concurrent-mark-start]\n`,
    }),
  ])
  expect(partsOf(opened)).toEqual({ 'gc.log.0': '2/3', 'gc.log.1.current': '3/3', 'gc.log.2': '1/3' })
  const [process] = opened.processes
  expect(process?.gc).toEqual({
    collections: 5,
    full: 3,
    explicit: 3,
    concurrent: 1,
    pausedMs: 370,
    longestPauseMs: 120,
  })
  const times = process?.explicitGc.map(({ at }) => new Date(at ?? 0).getUTCSeconds())
  expect(times).toEqual([11, 25, 35])
  // One start, though each file repeats the header of the VM.
  expect(process?.timeline.filter(({ kind }) => kind === 'start' || kind === 'restart').length).toBe(1)
  expect(rotatedLogs(opened.artifacts)).toEqual([
    'GC log of 3 files, 2026-03-01 10:00:11 to 10:00:35 UTC: gc.log.2, gc.log.0, gc.log.1.current',
  ])
})

const unified = (second: number, message: string): string =>
  `[2026-03-01T10:0${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}.000+0000][gc] ${message}\n`

it('JDK 17: a restart begins another log, a missing file is said, an explicit collection across files is one', async () => {
  const opened = await openForTest([
    folderOf({
      'gc.log': unified(200, 'Using G1') + unified(201, 'GC(0) Pause Full (System.gc()) 5M->4M(9M) 7.000ms'),
      'gc.log.0': unified(0, 'Using G1') + unified(10, 'GC(0) Pause Full (System.gc())'),
      'gc.log.1':
        unified(10, 'GC(0) Pause Full (System.gc()) 5M->4M(9M) 7.000ms') +
        unified(11, 'GC(1) Pause Young (Normal) (G1 Evacuation Pause) 5M->4M(9M) 1.000ms'),
      'gc.log.3': unified(60, 'GC(7) Pause Full (System.gc()) 5M->4M(9M) 9.000ms'),
    }),
  ])
  expect(partsOf(opened)).toEqual({ 'gc.log': '1/1', 'gc.log.0': '1/3', 'gc.log.1': '2/3', 'gc.log.3': '3/3' })
  const [process] = opened.processes
  expect(process?.gc).toMatchObject({ collections: 4, explicit: 3, pausedMs: 24 })
  expect(process?.explicitGc.length).toBe(3)
  expect(process?.audit.map(({ what }) => what)).toContain('GC(2) to GC(6) are missing between gc.log.1 and gc.log.3')
  const json = toAnalysisJson(opened, '0')
  expect(json.artifacts.find(({ path: name }) => name === 'gc.log.3')?.log).toEqual({
    sequence: 'gc.log.0',
    part: 3,
    parts: 3,
    from: { at: '2026-03-01T10:01:00.000Z', uptime: null },
    to: { at: '2026-03-01T10:01:00.000Z', uptime: null },
    zoned: true,
    missing: 'GC(2) to GC(6)',
  })
})

it('logs of an application: events come in the order of their files', async () => {
  const line = (hour: number, minute: number): string =>
    `[2026-03-01 ${hour}:${minute}:00,000] ERROR Disk is slow (kafka.log.LogManager)\n`
  const opened = await openForTest([
    folderOf({
      'server.log': line(12, 10) + line(12, 20),
      'server.log.2026-03-01-10': line(10, 10) + line(10, 50),
      'server.log.2026-03-01-11': line(11, 10) + line(11, 50),
    }),
  ])
  expect(partsOf(opened)).toEqual({
    'server.log': '3/3',
    'server.log.2026-03-01-10': '1/3',
    'server.log.2026-03-01-11': '2/3',
  })
  expect(rotatedLogs(opened.artifacts)).toEqual([
    'Application log of 3 files, 2026-03-01 10:10:00 to 12:20:00, no zone stated: ' +
      'server.log.2026-03-01-10, server.log.2026-03-01-11, server.log',
  ])
})
