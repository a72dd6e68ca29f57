import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hprof } from '../../../electron/engine/formats/hprof/index.ts'
import { type BufferObject, hprofDump, primitiveArray } from '../../support/hprof-builder.ts'
import { damageFaults, render, type Rendered, renderingFaults, silentCuts } from '../../support/render.ts'

const AT = 1_795_338_511_000
const buffers: BufferObject[] = [
  { capacity: 1000 },
  { capacity: 24 },
  { capacity: 10_485_760, mapped: true },
  { capacity: 500, slice: true },
  { capacity: 7, foreign: true },
]

function sound(rendered: Rendered): Rendered {
  expect(renderingFaults(rendered)).toEqual([])
  return rendered
}

function factsOf({ records }: Rendered): unknown[] {
  return records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value, record.at]] : []))
}

function codes({ issues }: Rendered): string[] {
  return issues.map(({ code }) => code)
}

describe('a heap dump', () => {
  it.each([4, 8] as const)('counts memory outside of the heap, identifiers of %i bytes', (idBytes) => {
    const rendered = sound(render(hprof, hprofDump({ idBytes, buffers, at: AT })))
    expect(factsOf(rendered)).toEqual([
      ['heap-dump.direct-buffers', 2, AT],
      ['heap-dump.direct-bytes', 1024, AT],
      ['heap-dump.mapped-buffers', 1, AT],
      ['heap-dump.mapped-bytes', 10_485_760, AT],
    ])
    expect(rendered.text).toContain('  Memory of others:    1, 7 bytes')
    expect(rendered.text).toContain('  Slices of these:     1, not counted above')
    expect(rendered.issues).toEqual([])
  })

  it('is never read whole: large arrays are passed over', () => {
    const array = primitiveArray(8, 8, 8 * 1024 * 1024, 8 * 1024 * 1024)
    const rendered = sound(render(hprof, hprofDump({ buffers, more: [array] })))
    expect(rendered.text).toContain('  Arrays:              1, 8388608 bytes')
    expect(rendered.read).toBeLessThan(1024 * 1024)
  })

  it('that was cut gives lower bounds', () => {
    const dump = hprofDump({ buffers, more: [primitiveArray(8, 8, 64, 64)] })
    expect(silentCuts(hprof, dump, 16, dump.length)).toEqual([])
    const cut = render(hprof, dump.subarray(0, dump.length - 100))
    expect(factsOf(cut)).toContainEqual(['heap-dump.direct-buffers', 2, AT])
  })

  it('with any byte damaged is survived', () => {
    const dump = hprofDump({ buffers })
    expect(damageFaults(hprof, dump, 19, dump.length)).toEqual([])
  })

  it('with an unknown object gives up its segment only', () => {
    const rendered = sound(render(hprof, hprofDump({ buffers, more: [Buffer.from([0x99, 1, 2, 3])] })))
    expect(codes(rendered)).toEqual(['malformed-line'])
    expect(factsOf(rendered)).toContainEqual(['heap-dump.mapped-buffers', 1, AT])
  })

  it('with other identifiers is named and not read', () => {
    const dump = hprofDump()
    dump.writeUInt32BE(16, 19)
    expect(codes(sound(render(hprof, dump)))).toEqual(['unsupported'])
  })
})

const PROGRAM = `
import java.nio.*; import java.nio.channels.*; import java.nio.file.*; import java.util.*;
public class Hold {
  public static void main(String[] a) throws Exception {
    List<Object> keep = new ArrayList<>();
    for (int i = 0; i < 7; i++) keep.add(ByteBuffer.allocateDirect(1 << 20));
    Path file = Path.of(a[0] + ".map");
    Files.write(file, new byte[8192]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = 0; i < 5; i++) keep.add(channel.map(FileChannel.MapMode.READ_ONLY, 0, 8192));
    }
    keep.add(((ByteBuffer) keep.get(0)).slice());
    var bean = java.lang.management.ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
    bean.dumpHeap(a[0], true);
    System.out.println(keep.size());
  }
}`

const hasJava = spawnSync('java', ['-version']).status === 0

describe.runIf(hasJava)('a heap dump of the JDK at hand', () => {
  it('has the buffers that the program held', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hprof-'))
    try {
      const source = path.join(folder, 'Hold.java')
      const dump = path.join(folder, 'heap.hprof')
      writeFileSync(source, PROGRAM)
      execFileSync('java', ['-Xmx64m', source, dump])
      const bytes = readFileSync(dump)
      expect(hprof.sniff(bytes)).toBe('certain')
      const rendered = sound(render(hprof, bytes))
      expect(rendered.issues).toEqual([])
      const facts = new Map(
        rendered.records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : [])),
      )
      expect(facts.get('heap-dump.mapped-buffers')).toBe(5)
      expect(facts.get('heap-dump.mapped-bytes')).toBe(5 * 8192)
      // The JDK's own channels hold a few small ones.
      expect(facts.get('heap-dump.direct-buffers')).toBeGreaterThanOrEqual(7)
      expect(facts.get('heap-dump.direct-bytes')).toBeGreaterThanOrEqual(7 * 1024 ** 2)
      expect(facts.get('heap-dump.direct-bytes')).toBeLessThan(8 * 1024 ** 2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
