import { describe, expect, it } from 'vitest'
import { strace } from '../../../electron/engine/formats/strace/index.ts'
import type { EventRecord, FactRecord } from '../../../shared/model/records.ts'
import { feed, headOf } from '../../support/feed.ts'

const MMAP =
  'mmap(NULL, 8392704, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_STACK, -1, 0) = -1 ENOMEM (Cannot allocate memory)'

function eventsOf(text: string): EventRecord[] {
  return feed(strace, text).records.filter((record) => record.kind === 'event')
}

function factsOf(text: string): Record<string, FactRecord['value']> {
  const facts = feed(strace, text).records.filter((record) => record.kind === 'fact')
  return Object.fromEntries(facts.map(({ key, value }) => [key, value]))
}

describe('lines of strace', () => {
  it.each([
    ['', MMAP],
    ['-f on the terminal', `[pid  1054] ${MMAP}`],
    ['-f -o', `1054  ${MMAP}`],
    ['-tt', `1054  06:16:12.813996 ${MMAP}`],
    ['-t -Y', `1054<java> 06:16:12 ${MMAP}`],
    ['-r', `[pid  1054]      0.000011 ${MMAP}`],
    ['-tt -r', `1054  06:16:12.813996 (+     0.000011) ${MMAP}`],
    ['-i -n', `1054  [00007f0e1c14c000] [   9] ${MMAP}`],
    ['-T', `1054  ${MMAP} <0.000012>`],
  ])('reads a refusal with the leader of %s', (_, line) => {
    const [event] = eventsOf(`${line}\n`)
    expect(event).toMatchObject({
      type: 'traced-refusal',
      values: { call: 'mmap', errno: 'ENOMEM', bytes: 8392704, prot: 'PROT_READ|PROT_WRITE' },
      quote: line,
    })
    expect(event?.values['tid']).toBe(line.includes('1054') ? 1054 : undefined)
  })

  it('takes the time of -ttt, and none of a time of day', () => {
    expect(eventsOf(`1  1795760172.825939 ${MMAP}\n`)[0]?.at).toBe(1795760172826)
    expect(eventsOf(`1  06:16:12.813996 ${MMAP}\n`)[0]).toMatchObject({
      at: null,
      values: { clock: '06:16:12.813996' },
    })
  })

  it('puts a call together that other threads interrupted', () => {
    const text = [
      '7  mprotect(0x7f00, 16384, PROT_NONE <unfinished ...>',
      '8  mmap(NULL, 4096, PROT_READ, MAP_SHARED, 5</a, b [c]/x.index>, 0 <unfinished ...>',
      '7  <... mprotect resumed>)           = -1 ENOMEM (Cannot allocate memory)',
      '8  <... mmap resumed>)               = -1 ENOMEM (Cannot allocate memory)',
      '',
    ].join('\n')
    expect(eventsOf(text).map(({ values }) => values)).toEqual([
      { call: 'mprotect', errno: 'ENOMEM', bytes: 16384, address: '0x7f00', prot: 'PROT_NONE', tid: 7 },
      {
        call: 'mmap',
        errno: 'ENOMEM',
        bytes: 4096,
        prot: 'PROT_READ',
        flags: 'MAP_SHARED',
        file: '/a, b [c]/x.index',
        tid: 8,
      },
    ])
  })

  it('tells threads from processes', () => {
    const text =
      '7  clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_SYSVSEM, stack_size=0x7fff80}, 88) = -1 EAGAIN (Resource temporarily unavailable)\n' +
      '7  clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD) = -1 EAGAIN (Resource temporarily unavailable)\n' +
      '7  vfork() = -1 ENOMEM (Cannot allocate memory)\n'
    expect(eventsOf(text).map(({ type }) => type)).toEqual([
      'thread-start-failed',
      'process-start-failed',
      'process-start-failed',
    ])
  })

  it.each([
    'futex(0x7f, FUTEX_WAIT_PRIVATE, 2, NULL) = -1 EAGAIN (Resource temporarily unavailable)',
    'read(5, 0x7f, 16) = -1 EAGAIN (Resource temporarily unavailable)',
    'madvise(0x7f0000000000, 4096, MADV_DONTNEED) = -1 ENOMEM (Cannot allocate memory)',
    'mmap(0x10000, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE, -1, 0) = -1 EEXIST (File exists)',
    'mmap(0x10000, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 EPERM (Operation not permitted)',
  ])('knows what is no refusal of a limit: %s', (line) => {
    expect(eventsOf(`7  ${line}\n`)).toEqual([])
  })
})

describe('what the trace tells around a refusal', () => {
  const unmap = '7  munmap(0x7f0000000000, 4096) = 0'
  const granted = '8  mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000'

  it('a mapping that was granted next shows that the count had room', () => {
    expect(eventsOf([unmap, `7  ${MMAP}`, granted, ''].join('\n'))[0]?.values['granted']).toBe(4096)
  })

  it('but not where one was removed between, nor where removals are not traced', () => {
    expect(eventsOf([unmap, `7  ${MMAP}`, unmap, granted, ''].join('\n'))[0]?.values).not.toHaveProperty('granted')
    expect(eventsOf([`7  ${MMAP}`, granted, ''].join('\n'))[0]?.values).not.toHaveProperty('granted')
  })

  it('malloc’s arenas are told from other reservations', () => {
    const reserve = (tid: number, bytes: number) =>
      `${tid}  mmap(NULL, ${bytes}, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = -1 ENOMEM (Cannot allocate memory)`
    const text = [reserve(7, 134217728), reserve(8, 67108864), reserve(7, 67108864), ''].join('\n')
    expect(eventsOf(text).map(({ values }) => values['arena'])).toEqual([1, undefined, 1])
  })

  it('which process it is, its limits and its end', () => {
    const text = [
      '11  execve("/usr/bin/timeout", ["timeout", "4", "java"], 0x7f /* 3 vars */) = 0',
      '12  prlimit64(0, RLIMIT_NPROC, {rlim_cur=40, rlim_max=40}, NULL) = 0',
      '12  execve("/usr/bin/java", ["java"], 0x7f /* 3 vars */) = 0',
      '13  prlimit64(0, RLIMIT_AS, NULL, {rlim_cur=RLIM64_INFINITY, rlim_max=RLIM64_INFINITY}) = 0',
      '12  +++ killed by SIGKILL +++',
      '11  +++ exited with 124 +++',
      '',
    ].join('\n')
    expect(factsOf(text)).toEqual({
      'process.pid': 12,
      'limit.processes': 40,
      'limit.address-space': null,
      'process.exit': 'killed by signal 9 (SIGKILL)',
    })
  })

  it('an attached process', () => {
    expect(factsOf(`strace: Process 9615 attached with 45 threads\n[pid  9620] ${MMAP}\n`)).toEqual({
      'process.pid': 9615,
    })
  })
})

describe('what is no trace', () => {
  it.each([
    'main() = 1\nThe value (of x) = 2\n',
    '12 apples\n13 pears (ripe)\n',
    '2026-11-22 08:46:45 INFO start(1) = ok\n2026-11-22 08:46:46 INFO stop(1) = ok\n',
  ])('leaves %j', (text) => {
    expect(strace.sniff(headOf(text))).toBe('no')
  })
})
