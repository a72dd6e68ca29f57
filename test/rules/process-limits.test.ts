/** RLIMIT_DATA, RLIMIT_MEMLOCK, huge pages and addresses: fires, must not fire, input missing, in between. */
import { describe, expect, test } from 'vitest'
import { dataBytes } from '../../electron/engine/facts/data-size.ts'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { addressSpaceExhausted } from '../../electron/engine/rules/address-space-exhausted.ts'
import { dataLimit } from '../../electron/engine/rules/data-limit.ts'
import { hugePages } from '../../electron/engine/rules/huge-pages.ts'
import { lockedMemory } from '../../electron/engine/rules/locked-memory.ts'
import { mappedFileTruncated } from '../../electron/engine/rules/mapped-file-truncated.ts'
import type { FactKey, FactValue } from '../../shared/model/facts.ts'
import { GIB, KIB, MIB, ProcessBuilder, refusedCommit } from '../support/process-builder.ts'

type Values = Partial<Record<FactKey, FactValue>>

function refused(bytes: number, values: Values): ProcessBuilder {
  const builder = refusedCommit(bytes)
  builder.records.facts = builder.records.facts.filter(({ key }) => !(key in values))
  return builder.facts(values)
}

function facts(builder: ProcessBuilder) {
  return createFacts(builder.records)
}

/** `pages` of private writable memory, a shared file, code, and the first thread's stack: only the first count as data. */
function listing(pages: number): string[] {
  const end = (0x7f0000000 + pages).toString(16)
  return [
    `7f0000000000-${end}000 rw-p 00000000 00:00 0 `,
    '7f8000000000-7f8000100000 rw-s 00000000 08:01 7 /data/a.index',
    '7f9000000000-7f9000100000 r-xp 00000000 08:01 8 /usr/lib/libc.so.6',
    '7ffc00000000-7ffc00100000 rw-p 00000000 00:00 0 [stack]',
  ]
}

describe('data-limit', () => {
  test('counts private writable memory as the kernel does', () => {
    const found = facts(refused(12_288, {}).maps(listing(100)))
    expect(found.listing && dataBytes(found.listing)).toBe(100 * 4096)
  })

  test('beyond the limit the call did not need more than the rest: there is none', () => {
    const commit = dataLimit.evaluate(facts(refused(64 * KIB, { 'limit.data': GIB }).maps(listing(0x41000))))
    expect(commit.summary).toContain('no memory that is reserved can be used any more')
  })

  // A commit maps over reserved addresses: data_vm itself must be above the limit.
  test.each([
    [0x40000, 'likely'],
    [0x40001, 'confirmed'],
    [0x3f000, 'likely'],
    [0x30000, 'ruled-out'],
  ])('a commit with 0x%x pages of data and a limit of 1 GiB: %s', (pages, status) => {
    expect(dataLimit.evaluate(facts(refused(64 * KIB, { 'limit.data': GIB }).maps(listing(pages)))).status).toBe(status)
  })

  test('malloc asks for more than it was asked for', () => {
    const malloc = refused(5552, { 'crash.mechanism': 'malloc', 'limit.data': GIB })
    expect(dataLimit.evaluate(facts(malloc.maps(listing(0x40000 - 32)))).status).toBe('confirmed')
  })

  test('an old kernel holds only brk to it', () => {
    const old = refused(64 * KIB, { 'limit.data': GIB, 'os.kernel': '3.10.0-957.el7.x86_64' }).maps(listing(0x50000))
    expect(dataLimit.evaluate(facts(old)).status).toBe('unlikely')
  })

  test('unlimited, shared file, unknown', () => {
    expect(dataLimit.evaluate(facts(refused(4096, { 'limit.data': null }))).status).toBe('ruled-out')
    const mapped = new ProcessBuilder().artifact('application-log').event('map-failed').fact('limit.data', GIB)
    expect(dataLimit.evaluate(facts(mapped)).status).toBe('ruled-out')
    const unknown = dataLimit.evaluate(facts(refused(4096, {})))
    expect(unknown.status).toBe('unlikely')
    expect(unknown.missing[0]?.capture).toContain('/proc/PID/limits')
  })

  test('the kernel says so itself, if it means this process', () => {
    const builder = refused(4096, { 'limit.data': GIB }).artifact('kernel-log', { scope: 'host' })
    builder.event('data-limit-exceeded', { tid: 1, comm: 'java', bytes: GIB + 4096, limit: GIB })
    expect(dataLimit.evaluate(facts(builder)).status).toBe('confirmed')
    const other = refused(4096, { 'limit.data': GIB }).artifact('kernel-log', { scope: 'host' })
    other.event('data-limit-exceeded', { tid: 99, comm: 'java', bytes: GIB + 4096, limit: GIB })
    expect(dataLimit.evaluate(facts(other)).status).not.toBe('confirmed')
  })
})

describe('locked-memory', () => {
  const errno = (number: number): ProcessBuilder =>
    refused(8 * MIB, { 'limit.locked': 64 * KIB })
      .artifact('hotspot-stdout')
      .event('commit-failed', { bytes: 8 * MIB, errno: number })

  test('EAGAIN of mmap is its sign, ENOMEM is not', () => {
    expect(lockedMemory.evaluate(facts(errno(11)))).toMatchObject({ status: 'confirmed', confidence: 0.92 })
    expect(lockedMemory.evaluate(facts(errno(12))).status).toBe('ruled-out')
  })

  test.each([
    [0, 'ruled-out'],
    [32 * MIB, 'unlikely'],
    [60 * MIB, 'confirmed'],
  ])('%i bytes locked of 64 MiB, 8 MiB asked: %s', (locked, status) => {
    const builder = refused(8 * MIB, { 'limit.locked': 64 * MIB, 'process.locked-size': locked })
    expect(lockedMemory.evaluate(facts(builder)).status).toBe(status)
  })

  test('EAGAIN stands although nothing was locked when the process was captured', () => {
    const before = errno(11).artifact('proc-status').fact('process.locked-size', 0)
    expect(lockedMemory.evaluate(facts(before)).status).toBe('confirmed')
  })

  test('without the limit EAGAIN is as telling, and the limit is missing', () => {
    const builder = refused(8 * MIB, {})
      .artifact('hotspot-stdout')
      .event('commit-failed', { bytes: 8 * MIB, errno: 11 })
    const found = lockedMemory.evaluate(facts(builder))
    expect(found).toMatchObject({ status: 'confirmed', confidence: 0.82 })
    expect(found.missing.map(({ what }) => what)).toContain('RLIMIT_MEMLOCK of the process')
  })

  test('unlimited, or lifted by CAP_IPC_LOCK', () => {
    expect(lockedMemory.evaluate(facts(refused(4096, { 'limit.locked': null }))).status).toBe('ruled-out')
    const lifted = refused(4096, { 'limit.locked': 4096, 'process.locked-size': 4096, 'process.capabilities': '4000' })
    expect(lockedMemory.evaluate(facts(lifted)).status).toBe('ruled-out')
  })

  test('a warning that was survived is no cause of what failed later; a bootstrap check that ended the process is', () => {
    const warned = new ProcessBuilder()
      .artifact('application-log')
      .event('log-warning', {}, { quote: 'WARN Unable to lock JVM Memory: error=12, reason=Cannot allocate memory' })
    expect(lockedMemory.evaluate(facts(warned)).status).toBe('likely')
    const failed = warned.event('out-of-memory', { reason: 'Java heap space' })
    expect(lockedMemory.evaluate(facts(failed)).status).toBe('unlikely')
    const refusedToStart = new ProcessBuilder()
      .artifact('application-log')
      .event(
        'log-error',
        {},
        { quote: '[1]: memory locking requested for elasticsearch process but memory is not locked' },
      )
      .artifact('exit-status')
      .fact('process.exit', 'exit code 78')
    expect(lockedMemory.evaluate(facts(refusedToStart)).status).toBe('likely')
  })
})

describe('huge-pages', () => {
  const told: Values = {
    'jvm.arguments': '-Xmx4g -XX:+UseLargePages',
    'memory.huge-size': 2 * MIB,
    'memory.huge-total': 2048,
  }

  test.each([
    [0, 'likely'],
    [15, 'likely'],
    [16, 'unlikely'],
  ])('%i free pages of 2 MiB, 32 MiB asked: %s', (free, status) => {
    expect(hugePages.evaluate(facts(refused(32 * MIB, { ...told, 'memory.huge-free': free }))).status).toBe(status)
  })

  test('not asked for, or none on the host', () => {
    expect(hugePages.evaluate(facts(refused(4096, { 'memory.huge-total': 0 }))).status).toBe('ruled-out')
    expect(hugePages.evaluate(facts(refused(4096, {}))).status).toBe('unlikely')
    expect(hugePages.evaluate(facts(refused(4096, { ...told, 'memory.huge-total': 0 }))).status).toBe('unlikely')
  })

  test('SIGBUS in a huge page that was not there, which no file was cut for', () => {
    const builder = new ProcessBuilder().crashLog().facts({
      'crash.kind': 'signal',
      'crash.headline': 'SIGBUS',
      'crash.signal': 'SIGBUS',
      'crash.signal-code': 'BUS_ADRERR',
      'crash.signal-address': 0x7f0000000000 + 4096,
      'memory.free': GIB,
      'memory.huge-free': 0,
    })
    builder.maps(['7f0000000000-7f0010000000 rw-p 00000000 00:10 9 /anon_hugepage (deleted)'])
    expect(hugePages.evaluate(facts(builder))).toMatchObject({ status: 'confirmed', confidence: 0.9 })
    expect(mappedFileTruncated.evaluate(facts(builder)).status).toBe('unlikely')
  })
})

describe('address-space-exhausted', () => {
  const narrow: Values = {
    'jvm.vm': 'OpenJDK Server VM',
    'jvm.vm-info': 'OpenJDK Server VM (25.162-b12) for linux-x86 JRE',
  }
  const wide: Values = { 'jvm.vm-info': 'OpenJDK 64-Bit Server VM (17.0.15+6) for linux-amd64 JRE' }
  /** One hole of `pages`, all else mapped from 64 KiB to 3 GiB. */
  const holes = (pages: number): string[] => {
    const from = 0x50000
    return [
      `00010000-${from.toString(16).padStart(5, '0')}000 rw-p 00000000 00:00 0 `,
      `${(from + pages).toString(16)}000-c0000000 rw-p 00000000 00:00 0 `,
    ]
  }

  test.each([
    [255, 'confirmed'],
    [256, 'ruled-out'],
  ])('32-bit, malloc, the largest hole has %i pages: %s', (pages, status) => {
    const builder = refused(32_744, { ...narrow, 'crash.mechanism': 'malloc' }).maps(holes(pages))
    expect(addressSpaceExhausted.evaluate(facts(builder)).status).toBe(status)
  })

  test('a commit needs no new addresses', () => {
    expect(addressSpaceExhausted.evaluate(facts(refused(106_496, narrow).maps(holes(1)))).status).toBe('unlikely')
  })

  test.each([
    [2.9, 'likely'],
    [2.2, 'possible'],
    [1, 'unlikely'],
  ])('32-bit without a whole listing, %f GiB in use: %s', (used, status) => {
    const values = { ...narrow, 'crash.mechanism': 'malloc', 'process.virtual-size': used * GIB }
    expect(addressSpaceExhausted.evaluate(facts(refused(32_744, values))).status).toBe(status)
  })

  test('64-bit: ruled out with the size of the largest hole', () => {
    const result = addressSpaceExhausted.evaluate(facts(refused(12_288, wide).maps(listing(100))))
    expect(result.status).toBe('ruled-out')
    expect(result.summary).toContain('TiB')
  })

  test.each([
    [2.6 * GIB, 'likely', 0.9],
    [1.9 * GIB, 'likely', 0.75],
    [0.5 * GIB, 'unlikely', 0.6],
  ])('%f bytes of heap that a 32-bit JVM cannot reserve: %s', (bytes, status, confidence) => {
    const kilobytes = Math.round(bytes / KIB)
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event('vm-initialization-failed', { reason: `Could not reserve enough space for ${kilobytes}KB object heap` })
      .facts(narrow)
    expect(addressSpaceExhausted.evaluate(facts(builder))).toMatchObject({ status, confidence })
  })
})
