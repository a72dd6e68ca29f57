/** What to do: derived from what the artifacts say of the failure, nothing that cannot help. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { remediesFor } from '../../electron/engine/rules/remedies/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import { ProcessBuilder } from '../support/process-builder.ts'

function remedies(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  return remediesFor(verdictOf(runRules(rules, facts), facts), facts)
}

const commands = (builder: ProcessBuilder) => remedies(builder).map(({ command }) => command)

function crashIn(frame: string): ProcessBuilder {
  return new ProcessBuilder().crashLog().facts({
    'crash.kind': 'signal',
    'crash.headline': 'A fatal error has been detected',
    'crash.signal': 'SIGSEGV',
    'crash.problematic-frame': frame,
  })
}

function ended(reason: string, jvmArguments = '-Xmx64m'): ProcessBuilder {
  return new ProcessBuilder()
    .artifact('hotspot-stdout')
    .event('out-of-memory', { reason, thread: 'main' })
    .artifact('jcmd')
    .fact('jvm.arguments', jvmArguments)
}

describe('a crash by a signal', () => {
  test.each([
    ['J 286 c2 zoo.Sim.peek(J)J (38 bytes) @ 0x00007fa8a3edddb0 [0x00007fa8a3eddd80+0x30]', 'zoo.Sim::peek'],
    ['J 4521% C1 a.b.C$D.run()V (38 bytes) @ 0x00007fa8a3edddb0 [0x00007fa8a3eddd80+0x30]', 'a.b.C$D::run'],
    ['J  java.util.ArrayList.<init>(I)V', 'java.util.ArrayList::<init>'],
  ])('in compiled code: %s', (frame, method) => {
    expect(commands(crashIn(frame))).toContain(`-XX:CompileCommand=exclude,${method}`)
  })

  test('in a library: its maintainers, not the JDK', () => {
    const titles = remedies(crashIn('C  [librocksdbjni1.so+0x11ba0]  rocksdb::Get+0x60')).map(({ title }) => title)
    expect(titles[0]).toContain('librocksdbjni1.so')
    expect(titles.join('\n')).not.toContain('JDK')
  })

  test('in libc: whoever called it', () => {
    const builder = crashIn('C  [libc.so.6+0x18b3f5]  memcpy+0x15').frames(['memcpy', 'codec_decode'], 'C')
    for (const [index, frame] of builder.records.frames.entries()) frame.library = ['libc.so.6', 'libcodec.so'][index]!
    expect(remedies(builder)[0]!.title).toContain('libcodec.so')
  })

  test.each(['V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124', 'v  ~StubRoutines::jbyte_disjoint_arraycopy'])(
    'at an address that Java passed: %s',
    (frame) => {
      expect(remedies(crashIn(frame))[0]!.title).toBe('Look at who passed the address')
    },
  )

  test('in the VM: no library is blamed, no method excluded', () => {
    const found = remedies(crashIn('V  [libjvm.so+0x8a1b2c]  G1ParScanThreadState::trim_queue+0x124'))
    expect(found[0]!.title).toContain('JDK')
    expect(found.map(({ command }) => command).join('\n')).not.toContain('CompileCommand')
  })
})

describe('a limit of the JVM', () => {
  test('metaspace and class space are two options', () => {
    expect(commands(ended('Metaspace')).join('\n')).toContain('-XX:MaxMetaspaceSize')
    const classSpace = commands(ended('Compressed class space')).join('\n')
    expect(classSpace).toContain('-XX:CompressedClassSpaceSize')
    expect(classSpace).not.toContain('-XX:MaxMetaspaceSize')
  })

  test('direct memory: System.gc() is let through where it was forbidden, and only there', () => {
    const reason = 'Direct buffer memory'
    const forbidden = 'remove -XX:+DisableExplicitGC'
    expect(commands(ended(reason, '-Xmx64m -XX:+DisableExplicitGC')).join('\n')).toContain(forbidden)
    expect(commands(ended(reason)).join('\n')).not.toContain(forbidden)
    expect(commands(ended(reason)).join('\n')).toContain('-XX:MaxDirectMemorySize')
  })

  test('an array that no heap can hold: more heap is no advice', () => {
    expect(commands(ended('Requested array size exceeds VM limit')).join('\n')).not.toContain('-Xmx')
    expect(commands(ended('Java heap space')).join('\n')).toContain('-Xmx')
  })
})
