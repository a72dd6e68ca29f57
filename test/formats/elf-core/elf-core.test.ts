import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { elfCore } from '../../../electron/engine/formats/elf-core/index.ts'
import { procMaps } from '../../../electron/engine/formats/proc-maps/index.ts'
import { mappingPath, permsText } from '../../../shared/model/mapping-table.ts'
import type { FactKey, FactValue } from '../../../shared/model/facts.ts'
import { type CoreOptions, elfCore as coreOf, fileNote, note } from '../../support/elf-builder.ts'
import { type Fed, feed } from '../../support/feed.ts'
import { damageFaults, render, type Rendered, renderingFaults, silentCuts, sourceOf } from '../../support/render.ts'
import { zooFolder } from '../../support/zoo.ts'

const VSYSCALL = 0xffffffffff600000n
const JVM: CoreOptions = {
  threads: [{ tid: 4243, signal: 11, pc: 0x7f00_0000_1159 }, { tid: 4242 }],
  process: { pid: 4242, name: 'java', command: '/usr/bin/java -Xmx24m -XX:+UseSerialGC', uid: 1000 },
  signal: { signal: 11, code: 1, address: 16 },
  auxv: [
    [6, 4096],
    [25, 0x7ffc_0001_0123],
    [33, 0x7ffc_8000_0000],
  ],
  files: [
    { start: 0x7f00_0000_0000, end: 0x7f00_0000_1000, path: '/opt/lib/libcodec.so' },
    { start: 0x7f00_0000_1000, end: 0x7f00_0000_3000, page: 1, path: '/opt/lib/libcodec.so' },
    {
      start: 0x7f00_0010_0000,
      end: 0x7f00_0020_0000,
      page: 0,
      path: '/data/a\nb-0/00000000000000000000.index (deleted)',
    },
  ],
  loads: [
    { start: 0x7f00_0000_0000, end: 0x7f00_0000_1000, dumped: 4096 },
    { start: 0x7f00_0000_1000, end: 0x7f00_0000_3000, flags: 5 },
    { start: 0x7f00_0010_0000, end: 0x7f00_0020_0000, flags: 6 },
    { start: 0x7ffc_0000_0000, end: 0x7ffc_0002_0000, flags: 6, dumped: 8192 },
    { start: 0x7ffc_8000_0000, end: 0x7ffc_8000_2000, flags: 5, dumped: 8192 },
  ],
}

function factsOf({ records }: Rendered): Partial<Record<FactKey, FactValue>> {
  return Object.fromEntries(records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : [])))
}

function mappingsOf({ records }: Rendered): { count: number; complete: boolean; lines: string[] } | null {
  const found = records.find((record) => record.kind === 'mappings')
  if (found === undefined) return null
  const { table, complete } = found
  const lines = Array.from(
    table.start,
    (start, row) =>
      `${start.toString(16)}-${(table.end[row] ?? 0).toString(16)} ${permsText(table.perms[row] ?? 0)} ${table.offset[row]} ${mappingPath(table, row)}`,
  )
  return { count: table.count, complete, lines }
}

function codes({ issues }: Rendered): string[] {
  return issues.map(({ code }) => code)
}

function sound(rendered: Rendered): Rendered {
  expect(renderingFaults(rendered)).toEqual([])
  return rendered
}

describe('a core of the kernel', () => {
  const rendered = sound(render(elfCore, coreOf(JVM)))

  it('says what ended the process', () => {
    expect(factsOf(rendered)).toEqual({
      'os.arch': 'x86_64',
      'crash.kind': 'signal',
      'crash.signal': 'SIGSEGV',
      'crash.signal-code': 'SEGV_MAPERR',
      'crash.signal-address': 16,
      'crash.headline': 'SIGSEGV: a fault of the thread itself',
      'crash.tid': 4243,
      'process.pid': 4242,
      'process.uid': 1000,
      'process.command': '/usr/bin/java -Xmx24m -XX:+UseSerialGC',
      'process.threads': 2,
      'memory.page-size': 4096,
    })
    expect(rendered.issues).toEqual([])
  })

  it('gives the place of the failing thread as library and offset', () => {
    expect(rendered.records.find(({ kind }) => kind === 'frame')).toMatchObject({
      stack: 'native',
      library: 'libcodec.so',
      libraryOffset: '0x1159',
      quote: '  Instruction:         0x7f0000001159 = /opt/lib/libcodec.so+0x1159',
    })
  })

  it('has a mapping for each LOAD segment, dumped or not, with its file', () => {
    expect(mappingsOf(rendered)).toEqual({
      count: 5,
      complete: true,
      lines: [
        '7f0000000-7f0000001 r--p 0 /opt/lib/libcodec.so',
        '7f0000001-7f0000003 r-xp 4096 /opt/lib/libcodec.so',
        String.raw`7f0000100-7f0000200 rw-p 0 /data/a\012b-0/00000000000000000000.index (deleted)`,
        '7ffc00000-7ffc00020 rw-p 0 [stack]',
        '7ffc80000-7ffc80002 r-xp 0 [vdso]',
      ],
    })
  })

  it('cites the line of each mapping', () => {
    const mappings = rendered.records.find((record) => record.kind === 'mappings')
    const line = mappings?.table.line[1] ?? 0
    expect(rendered.text[line - 1]).toBe(
      '  00007f0000001000-00007f0000003000 r-xp   0x2000      0x0          -           0x1000       /opt/lib/libcodec.so',
    )
  })

  it('lists threads, the failing one first', () => {
    const threads = rendered.records.filter((record) => record.kind === 'thread')
    expect(threads.map(({ osId, current }) => [osId, current])).toEqual([
      [4243, true],
      [4242, false],
    ])
  })

  it('is read on aarch64 too', () => {
    const other = sound(render(elfCore, coreOf({ ...JVM, machine: 183 })))
    expect(factsOf(other)['os.arch']).toBe('aarch64')
    expect(other.records.find(({ kind }) => kind === 'frame')).toMatchObject({ libraryOffset: '0x1159' })
  })
})

describe('the signal', () => {
  it.each([
    [{ signal: 6, code: -6, sender: 4242 }, 'SIGABRT: raised by the process itself, as abort() does', 'SI_TKILL'],
    [{ signal: 6, code: 0, sender: 1 }, 'SIGABRT: sent by process 1 of user 0', 'SI_USER'],
    [{ signal: 11, code: 0x80 }, 'SIGSEGV: raised by the kernel', 'SI_KERNEL'],
    [{ signal: 7, code: 2, address: 4096 }, 'SIGBUS: a fault of the thread itself', 'BUS_ADRERR'],
  ])('%o means: %s', (signal, headline, code) => {
    const facts = factsOf(sound(render(elfCore, coreOf({ ...JVM, signal }))))
    expect(facts['crash.headline']).toBe(headline)
    expect(facts['crash.signal-code']).toBe(code)
    expect(facts['crash.signal-address']).toBe('address' in signal ? signal.address : undefined)
  })

  it('ends nothing in a core that a debugger took of a living process', () => {
    const rendered = sound(render(elfCore, coreOf({ ...JVM, sections: 30, signal: { signal: 19, code: 0 } })))
    expect(factsOf(rendered)['crash.kind']).toBeUndefined()
    expect(mappingsOf(rendered)?.complete).toBe(false)
  })
})

describe('a core of a debugger', () => {
  it('lacks segments of filtered mappings, which NT_FILE still names', () => {
    const loads = JVM.loads?.filter(({ flags }) => flags !== 5) ?? []
    const rendered = sound(render(elfCore, coreOf({ ...JVM, loads, sections: 9 })))
    expect(rendered.text).toContain('  Only in NT_FILE:     1, without a segment; their permissions are unknown')
    expect(mappingsOf(rendered)).toMatchObject({ count: 4, complete: false })
    expect(mappingsOf(rendered)?.lines[1]).toBe('7f0000001-7f0000003 ---p 4096 /opt/lib/libcodec.so')
    expect(rendered.issues).toEqual([])
    expect(codes(sound(render(elfCore, coreOf({ ...JVM, loads }))))).toEqual(['total-mismatch'])
  })
})

describe('the number of mappings', () => {
  const loads = Array.from({ length: 70_000 }, (_, index) => ({
    start: 0x1000_0000 + index * 8192,
    end: 0x1000_0000 + index * 8192 + 4096,
  }))

  it('is taken from section header 0 beyond 65 534 headers', () => {
    const core = coreOf({ threads: [{ tid: 1 }], loads, extended: true })
    expect(mappingsOf(sound(render(elfCore, core)))).toMatchObject({ count: 70_000, complete: true })
  })

  it('is inferred from the place of the notes when the end of the core is lost', () => {
    const core = coreOf({ threads: [{ tid: 1 }], loads, extended: true })
    const rendered = sound(render(elfCore, core.subarray(0, core.length - 64)))
    expect(mappingsOf(rendered)).toMatchObject({ count: 70_000, complete: true })
    expect(rendered.text.join('\n')).toContain('place of the notes')
  })

  it('does not count the gate VMA', () => {
    const gate = { start: Number(VSYSCALL), end: Number(VSYSCALL + 4096n), flags: 1 }
    const rendered = sound(render(elfCore, coreOf({ loads: [...loads.slice(0, 3), gate] })))
    expect(rendered.text).toContain('  VMAs:                3')
    expect(mappingsOf(rendered)?.lines.at(-1)).toBe('ffffffffff600-ffffffffff601 --xp 0 [vsyscall]')
  })

  it('comes in address order whatever the order of the headers', () => {
    const rendered = sound(render(elfCore, coreOf({ ...JVM, loads: [...(JVM.loads ?? [])].toReversed() })))
    expect(mappingsOf(rendered)).toEqual(mappingsOf(render(elfCore, coreOf(JVM))))
  })
})

describe('damage', () => {
  const core = coreOf(JVM)

  it('at every byte of headers and notes costs issues, never an exception', () => {
    expect(silentCuts(elfCore, core, 18, 4096)).toEqual([])
  })

  it('of any byte is survived', () => {
    expect(damageFaults(elfCore, core, 4, 3000)).toEqual([])
  })

  it('that states four thousand million headers reads what the file has', () => {
    const damaged = coreOf({ ...JVM, extended: true })
    damaged.writeUInt32LE(0xffffffff, damaged.readUInt32LE(40) + 44)
    const rendered = sound(render(elfCore, damaged))
    expect(codes(rendered)).toContain('truncated')
    expect(mappingsOf(rendered)?.complete).toBe(false)
  })

  it.each([
    ['a note that is longer than the notes', note(1, Buffer.alloc(8)).fill(0xff, 4, 8)],
    ['a file note with too many files', note(0x46494c45, Buffer.from(fileNote([])).fill(0xff, 0, 8))],
    ['a file note without its names', note(0x46494c45, fileNote([{ start: 0, end: 4096, path: 'x' }]).subarray(0, 40))],
    ['a status that is too short', note(1, Buffer.alloc(8))],
  ])('by %s is an issue', (_, damaged) => {
    const rendered = sound(render(elfCore, coreOf({ process: { pid: 7 }, notes: [damaged] })))
    expect(codes(rendered)).toContain('truncated')
    expect(factsOf(rendered)['process.pid']).toBe(7)
  })

  it('that loses the notes leaves the count that the header states, and that a signal ended it', () => {
    const cut = sound(render(elfCore, core.subarray(0, 64 + 3 * 56)))
    const count = core.readUInt16LE(56)
    expect(count).toBeGreaterThan(4)
    expect(factsOf(cut)).toMatchObject({ 'mappings.total': count - 1, 'crash.kind': 'signal' })
    expect(factsOf(cut)).not.toHaveProperty('crash.signal')
    expect(factsOf(sound(render(elfCore, core)))).not.toHaveProperty('mappings.total')
  })

  it('by memory that is missing leaves the mappings whole', () => {
    const rendered = sound(render(elfCore, core.subarray(0, core.length - 8192)))
    expect(codes(rendered)).toEqual(['truncated'])
    expect(mappingsOf(rendered)?.complete).toBe(true)
  })
})

describe('what is not read', () => {
  it('is named: 32-bit and big-endian cores', () => {
    for (const [at, value] of [
      [4, 1],
      [5, 2],
    ] as const) {
      const core = coreOf(JVM)
      core[at] = value
      if (at === 5) core.writeUInt16BE(4, 16)
      expect(elfCore.sniff(core)).toBe('certain')
      expect(codes(sound(render(elfCore, core)))).toEqual(['unsupported'])
    }
  })

  it('is left to others: programs and libraries', () => {
    for (const type of [1, 2, 3]) {
      const program = coreOf()
      program.writeUInt16LE(type, 16)
      expect(elfCore.sniff(program)).toBe('no')
    }
    expect(elfCore.sniff(new Uint8Array([0x7f, 0x45, 0x4c, 0x46]))).toBe('no')
  })
})

describe('real cores', () => {
  it('of a 60 GB process cost what their headers cost', () => {
    const core = coreOf(JVM)
    const sparse = {
      size: 60 * 1024 ** 3,
      read: (offset: number, length: number) => sourceOf(core).read(offset, length),
    }
    expect(sound(render(elfCore, sparse)).read).toBeLessThan(1024 * 1024)
  })

  it.each([
    ['core-small.tar.gz', 'core', 'gunzip', 52, 51, 15983],
    ['core-many-maps.tar.xz', 'core.gz', 'gzip -dc', 65_532, 65_531, 15874],
    ['core-many-maps.tar.xz', 'core.pnxnum.xz', 'xz -dc', 66_002, 66_001, 15874],
  ])('%s, %s', (bundle, member, unpack, segments, vmas, pid) => {
    const bytes = memberOf(bundle, member, unpack)
    const rendered = sound(render(elfCore, bytes))
    expect(rendered.issues).toEqual([])
    expect(mappingsOf(rendered)).toMatchObject({ count: segments, complete: true })
    expect(rendered.text).toContain(`  VMAs:                ${vmas}`)
    expect(factsOf(rendered)).toMatchObject({
      'process.pid': pid,
      'crash.signal': 'SIGABRT',
      'crash.signal-code': 'SI_TKILL',
    })
  })

  it.each([
    ['core-small.tar.gz', 'core', 'gunzip'],
    ['core-many-maps.tar.xz', 'core.gz', 'gzip -dc'],
  ])('have the mappings that /proc/PID/maps had: %s', (bundle, member, unpack) => {
    const maps = feed(procMaps, memberOf(bundle, 'maps-at-abort.txt', 'gunzip'))
    expect(ranges(render(elfCore, memberOf(bundle, member, unpack)))).toEqual(ranges(maps))
  })
})

/** Start, end and permissions of each mapping. */
function ranges({ records }: Fed): unknown {
  const table = records.find((record) => record.kind === 'mappings')?.table
  return table && { start: table.start, end: table.end, perms: table.perms }
}

function memberOf(bundle: string, member: string, unpack: string): Buffer {
  const archive = path.join(zooFolder, bundle)
  const pipe = unpack === 'gunzip' ? '' : ` | ${unpack}`
  const command = `tar -xOf '${archive}' --wildcards '*/${member}'${pipe}`
  return execFileSync('sh', ['-c', command], { maxBuffer: 64 * 1024 ** 2 })
}
