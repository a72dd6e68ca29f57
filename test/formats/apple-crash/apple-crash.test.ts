import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { appleCrash } from '../../../electron/engine/formats/apple-crash/index.ts'
import { feed, headOf } from '../../support/feed.ts'

function read(name: string) {
  const text = readFileSync(new URL(`../../fixtures/formats/apple-crash/${name}`, import.meta.url), 'utf8')
  expect(appleCrash.sniff(headOf(text))).toBe('certain')
  const { records } = feed(appleCrash, text)
  return {
    facts: Object.fromEntries(records.flatMap((each) => (each.kind === 'fact' ? [[each.key, each.value]] : []))),
    frames: records.flatMap((each) => (each.kind === 'frame' ? [[each.type, each.library, each.symbol]] : [])),
  }
}

describe('crash reports of macOS', () => {
  it('text: the fault is what happened, abort() only how HotSpot ended; the code behind the handler is where', () => {
    const { facts, frames } = read('fault.crash.txt')
    expect(facts).toEqual({
      'process.pid': 4801,
      'process.command': '/Library/Java/JavaVirtualMachines/jdk-21.jdk/Contents/Home/bin/java',
      'process.threads': 2,
      'os.name': 'macOS 14.2 (23C64)',
      'crash.time': Date.UTC(2026, 10, 22, 8, 46, 45, 555),
      'crash.thread': 'AWT-EventQueue-0',
      'crash.kind': 'signal',
      'crash.signal': 'EXC_BAD_ACCESS',
      'crash.signal-address': 8,
      'crash.headline': 'EXC_BAD_ACCESS (SIGABRT): KERN_INVALID_ADDRESS at 0x0000000000000008',
      'crash.problematic-frame': 'C  [libfastfont.dylib]  Java_org_example_Fonts_list',
    })
    expect(frames).toHaveLength(5)
    expect(frames[1]).toEqual(['V', 'libjvm.dylib', 'os::abort(bool, void*, void const*)'])
  })

  it('JSON: without an exception of the hardware the signal is what is known', () => {
    expect(read('abort.ips.txt').facts).toEqual({
      'process.pid': 4801,
      'process.command': '/Library/Java/jdk-21.jdk/Contents/Home/bin/java',
      'os.name': 'macOS 14.2',
      'crash.time': Date.UTC(2026, 10, 22, 8, 46, 45, 555),
      'crash.kind': 'signal',
      'crash.signal': 'SIGABRT',
      'crash.headline': 'EXC_CRASH (SIGABRT)',
    })
  })

  it('leaves what only names a process', () => {
    expect(appleCrash.sniff(headOf('Process: java [7]\nAll is well\n'))).toBe('no')
  })
})
