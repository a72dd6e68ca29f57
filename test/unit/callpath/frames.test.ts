import { describe, expect, it } from 'vitest'
import { align } from '../../../electron/engine/callpath/align.ts'
import { functionName, observedFrames, type ObservedFrame } from '../../../electron/engine/callpath/frames.ts'
import { allPaths } from '../../../electron/engine/callpath/knowledge.ts'
import { kernelTables } from '../../../electron/engine/callpath/kernel/index.ts'
import { hotspot, type FrameSpec } from '../../../electron/engine/callpath/path-table.ts'
import { ProcessBuilder } from '../../support/process-builder.ts'

describe('functionName', () => {
  it.each([
    ['os::commit_memory(char*, unsigned long, bool)', 'os::commit_memory'],
    ['os::Linux::commit_memory_impl(char*, unsigned long, bool) [clone .part.0]', 'os::Linux::commit_memory_impl'],
    ['JavaMain', 'JavaMain'],
    ['helper [clone .constprop.1]', 'helper'],
    ['MemAllocator::allocate() const', 'MemAllocator::allocate'],
    ['GrowableArray<void (*)(int)>::append(int)', 'GrowableArray<void (*)(int)>::append'],
    ['(anonymous namespace)::run(int)', '(anonymous namespace)::run'],
    ['Closure::operator()(oop*)', 'Closure::operator()'],
    ['Chunk::operator new(unsigned long)', 'Chunk::operator new'],
    ['Pair::operator<(Pair const&) const', 'Pair::operator<'],
    ['kafka.log.AbstractIndex.<init>(Ljava/io/File;)V', 'kafka.log.AbstractIndex.<init>'],
    ['zoo.Sim$$Lambda$19+0x00007fc3d8009800.run()V', 'zoo.Sim$$Lambda$19+0x00007fc3d8009800.run'],
  ])('%s', (symbol, name) => {
    expect(functionName(symbol)).toBe(name)
  })
})

describe('observedFrames', () => {
  it('runs from the outermost in, overloads in a row as one', () => {
    const { frames } = new ProcessBuilder()
      .crashLog()
      .frames(['a::report(int)', 'a::report(char)', 'b(int)', null]).records
    const observed = observedFrames(frames)
    expect(observed.map(({ name, count, citation }) => [name, count, citation.line, citation.endLine])).toEqual([
      [null, 1, 4, 4],
      ['b', 1, 3, 3],
      ['a::report', 2, 1, 2],
    ])
    expect(observed[2]?.citation.quote).toBe('a::report(int)')
  })

  it('leaves stubs out', () => {
    const { frames } = new ProcessBuilder().crashLog().frames(['~StubRoutines::call_stub'], 'v').records
    expect(observedFrames(frames)).toEqual([])
  })
})

function stackOf(...names: (string | null)[]): ObservedFrame[] {
  return names.map((name, index) => ({
    name,
    text: name ?? '',
    layer: 'hotspot',
    java: false,
    count: 1,
    citation: { artifact: 1, line: index + 1, endLine: index + 1, quote: '' },
  }))
}

function stepsOf(...names: string[]): FrameSpec[] {
  return names.map((name) => hotspot(name, ''))
}

describe('align', () => {
  it('finds the longest run of names in order', () => {
    expect(align(stackOf('x', 'a', null, 'c'), stepsOf('a', 'b', 'c'))).toEqual([1, -1, 3])
  })

  it('prefers the frames nearest to the failure', () => {
    expect(align(stackOf('a', 'x', 'a', 'b'), stepsOf('a', 'b'))).toEqual([2, 3])
  })

  it('never matches what had returned', () => {
    expect(align(stackOf('a'), [hotspot('a', '', '', { returned: true })])).toEqual([-1])
  })
})

describe('the tables', () => {
  it.each(allPaths.map((path) => [path.id, path] as const))('%s has a row for every release', (id, { rows, calls }) => {
    // The JDK's own limit is the only one met before any system call.
    expect(calls.length > 0).toBe(id !== 'direct-memory')
    expect(rows[0]?.from).toBe(0)
    expect(rows.at(-1)?.to).toBeNull()
    expect(rows.slice(1).map((row) => row.from)).toEqual(rows.slice(0, -1).map((row) => row.to))
    for (const row of rows) {
      for (const feature of row.readIn) expect(feature).toBeGreaterThanOrEqual(row.from)
      for (const step of [...row.down, ...row.outcome]) expect(step.source).not.toBe('')
    }
  })

  it.each(Object.values(kernelTables).map((table) => [table.call, table] as const))(
    '%s: rows of the kernel do not overlap',
    (_, { rows, generic }) => {
      for (const [index, row] of rows.entries()) {
        expect(row.from).toBeGreaterThanOrEqual(index === 0 ? 0 : (rows[index - 1]?.to ?? Infinity))
        expect(row.functions.some((each) => each.gates)).toBe(true)
      }
      expect(generic.some((each) => each.gates)).toBe(true)
    },
  )
})
