/** What names of files and folders say of a process. */
import { describe, expect, test } from 'vitest'
import { hostAndPidOfFolders, pidInPath } from '../../../electron/engine/ingest/names.ts'

describe('names', () => {
  test.each([
    ['x/hs_err_pid9615.log', 9615],
    ['java_pid77.hprof', 77],
    ['maps.9615.1795337183', 9615],
    ['9615_maps.txt', 9615],
    ['vm_memory_map_4711.txt', 4711],
    ['javacore.20261122.085923.4711.0001.txt', 4711],
    ['host/proc/321/status', 321],
    ['maps-1795337183412.txt', null],
    ['gc.log.0.current', null],
    ['maps-2.txt', null],
    ['maps-1000k.txt', null],
    ['smaps.99999999', null],
    ['proc/meminfo', null],
    ['rapid123.log', null],
  ])('%s', (path, pid) => {
    expect(pidInPath(path)).toBe(pid)
  })

  test('the name that systemd-coredump gives a core', () => {
    const boot = '9b4f0e1c2d3a4b5c6d7e8f9001122334'
    expect(pidInPath(`coredump/core.java.1000.${boot}.9615.1795337963000000.zst`)).toBe(9615)
    expect(pidInPath(`coredump/core.kafka-request-h.0.${boot}.4711.1795337963000000000000.lz4`)).toBeNull()
  })

  test.each([
    [['incident', 'kafka-broker-13-9615'], { host: 'kafka-broker-13', pid: 9615 }],
    [['kafka-prod-3'], null],
    [['incident-2026-11-22'], null],
    [['report-2026'], null],
    [['web_4711', 'logs'], { host: 'web', pid: 4711 }],
  ])('%j', (folders, expected) => {
    expect(hostAndPidOfFolders(folders)).toEqual(expected)
  })
})
