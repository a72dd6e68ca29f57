import { describe, expect, it } from 'vitest'
import { threadDump } from '../../../electron/engine/formats/thread-dump/index.ts'
import { threadDumpJson } from '../../../electron/engine/formats/thread-dump-json/index.ts'
import { parseThreadHeader } from '../../../electron/engine/formats/lib/thread-header.ts'
import { readVmRelease } from '../../../electron/engine/formats/lib/vm-release.ts'
import { feed } from '../../support/feed.ts'

const HEAD = '2026-03-01 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):\n\n'

function thread(name: string, number: number): string {
  const id = number.toString(16)
  return `"${name}" #${number} prio=5 os_prio=0 cpu=1.00ms elapsed=2.00s tid=0x00007f00${id.padStart(8, '0')} nid=0x${id} runnable  [0x00007f6af4245000]\n   java.lang.Thread.State: RUNNABLE\n\tat com.acme.App.run(App.java:1)\n\n`
}

describe('headers', () => {
  it.each([
    ['"main" #1 prio=5 os_prio=0 tid=0x1 nid=0x1ac8 runnable [0x1]', 'main', 'JavaThread', 0x1ac8],
    ['"main" #3 [18625] prio=5 os_prio=0 tid=0x1 nid=18625 sleeping [0x1]', 'main', 'JavaThread', 18_625],
    ['"w" #29 [62471] daemon prio=5 os_prio=0 tid=0x1  [0x1]', 'w', 'JavaThread', 62_471],
    ['"v" #21 virtual [21] prio=5 os_prio=0 tid=0x1 nid=0x1ac8 runnable [0x0]', 'v', 'VirtualThread', 0x1ac8],
    ['"VM Thread" os_prio=0 cpu=9.45ms elapsed=23.91s tid=0x1 nid=0x25aa runnable  ', 'VM Thread', 'VM thread', 0x25aa],
    ['"VM Thread" prio=10 tid=0x1 nid=0x5135 runnable ', 'VM Thread', 'VM thread', 0x5135],
    [
      '"a" prio=10 tid=60000000044e3840 nid=1194 lwp_id=9992026 runnable [9fffffffb6f00000..9fffffffb6f00a40]',
      'a',
      'JavaThread',
      9_992_026,
    ],
    ['"a "b" tid=0x5 c" #7 prio=5 tid=0x1 nid=0x7 runnable [0x1]', 'a "b" tid=0x5 c', 'JavaThread', 7],
    ['"main" prio=5 Id=1 WAITING on java.lang.Object@1 owned by "other" Id=3', 'main', 'JavaThread', null],
  ])('%s', (line, name, threadKind, osId) => {
    expect(parseThreadHeader(line)).toMatchObject({ name, threadKind, osId })
  })

  it.each(['"pool-1-thread-2":', '"quoted" words', '"'])('none in %s', (line) => {
    expect(parseThreadHeader(line)).toBeNull()
  })
})

describe('releases of the VM', () => {
  it.each([
    ['OpenJDK 64-Bit Server VM (25.0.3+9-LTS mixed mode, sharing):', '25.0.3+9-LTS', 25],
    ['OpenJDK 64-Bit Server VM (25+36-LTS mixed mode, sharing):', '25+36-LTS', 25],
    ['Java HotSpot(TM) 64-Bit Server VM (25.144-b01 mixed mode):', '25.144-b01', 8],
    ['Java HotSpot(TM) 64-Bit Server VM (24.51-b03 mixed mode):', '24.51-b03', 7],
    ['Java HotSpot(TM) Client VM 1.6.0_03-b05', '1.6.0_03-b05', 6],
    ['OpenJDK 64-Bit Server VM', '', null],
  ])('%s', (text, release, feature) => {
    expect(readVmRelease(text)).toMatchObject({ release, feature })
  })
})

describe('a dump', () => {
  it('of 20 000 threads has them all', () => {
    const names = Array.from({ length: 20_000 }, (_, number) => `worker-${number}`)
    const { records } = feed(threadDump, `${HEAD}${names.map(thread).join('')}JNI global refs: 7, weak refs: 0\n`)
    expect(records.filter(({ kind }) => kind === 'thread')).toHaveLength(20_000)
    expect(records.find((record) => record.kind === 'fact' && record.key === 'process.threads')).toMatchObject({
      value: 20_000,
    })
  })

  it('that was cut does not say how many threads there are', () => {
    const { records, issues } = feed(threadDump, HEAD + thread('main', 1), { cut: true })
    expect(records.some((record) => record.kind === 'fact' && record.key === 'process.threads')).toBe(false)
    expect(records.filter(({ kind }) => kind === 'thread')).toHaveLength(1)
    expect(issues.map(({ code }) => code)).toContain('truncated')
  })
})

describe('a dump as JSON', () => {
  it('on one line is read; its threads stand there', () => {
    const threads = [{ tid: '1', name: 'main', stack: [] }]
    const text = JSON.stringify({ threadDump: { processId: 7, time: 'x', threadContainers: [{ threads }] } })
    const { records } = feed(threadDumpJson, text)
    expect(records.find(({ kind }) => kind === 'thread')).toMatchObject({ name: 'main', span: { line: 1, endLine: 1 } })
  })

  it.each(['{"threadDump": {', '{"threadDump": 3}', '{"threadDump": {"threadContainers": [null, {"threads": [1]}]}}'])(
    'survives %s',
    (text) => {
      const { records } = feed(threadDumpJson, text)
      expect(records.filter(({ kind }) => kind === 'thread')).toEqual([])
    },
  )
})
