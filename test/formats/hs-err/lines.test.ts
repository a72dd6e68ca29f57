/** Single lines of the generations and platforms, real in shape. */
import { describe, expect, it } from 'vitest'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import { parseFrame } from '../../../electron/engine/formats/hs-err/frames.ts'
import { parseThread } from '../../../electron/engine/formats/hs-err/thread-line.ts'
import { featureOf, featureOfVm } from '../../../electron/engine/formats/hs-err/versions.ts'
import { parseElapsed, parseHotSpotDate } from '../../../electron/engine/formats/lib/hotspot-time.ts'
import { meminfoFact } from '../../../electron/engine/formats/lib/meminfo.ts'
import { parseSize } from '../../../electron/engine/formats/lib/sizes.ts'
import { sysctlFact } from '../../../electron/engine/formats/lib/sysctl.ts'
import { zoneClock } from '../../../electron/engine/formats/lib/zone-clock.ts'
import { zoneOffsetMinutes } from '../../../shared/model/zones.ts'
import { feed } from '../../support/feed.ts'

function facts(...lines: string[]): Record<string, unknown> {
  const text = ['# A fatal error has been detected by the Java Runtime Environment:', ...lines, ''].join('\n')
  const { records } = feed(hsErr, text)
  return Object.fromEntries(records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : [])))
}

describe('frames', () => {
  it.each([
    ['V  [libjvm.so+0xa95c0d]', 'V', 'libjvm.so', '0xa95c0d', null],
    [
      'V  [libjvm.so+0xed]  JavaCalls::call(Thread*)+0x466  (javaCalls.cpp:416)',
      'V',
      'libjvm.so',
      '0xed',
      'JavaCalls::call(Thread*)',
    ],
    [
      'C  [libstdc++.so.6+0x1a]  operator new(unsigned long)+0x18',
      'C',
      'libstdc++.so.6',
      '0x1a',
      'operator new(unsigned long)',
    ],
    ['V  [jvm.dll+0x7a1]  (no source info available)', 'V', 'jvm.dll', '0x7a1', null],
    [
      'V  [libjvm.so+0xed]  VMThread::run()+0x1a  (no source info available)',
      'V',
      'libjvm.so',
      '0xed',
      'VMThread::run()',
    ],
    ['C  0x00007f053c3fe5a0', 'C', null, null, null],
    ['C  0x00007f053c3fe5a0  (no source info available)', 'C', null, null, null],
    ['v  ~StubRoutines::call_stub 0x00007fa8  (no source info available)', 'v', null, null, '~StubRoutines::call_stub'],
    ['j  zoo.Sim.run([Ljava/lang/String;)V+1170', 'j', null, null, 'zoo.Sim.run([Ljava/lang/String;)V'],
    ['j  java.lang.Thread.run()V+11 java.base@11.0.11', 'j', null, null, 'java.lang.Thread.run()V'],
    ['J 127314 C2 a.B.run()V (750 bytes) @ 0x1 [0x1+0x618]', 'J', null, null, 'a.B.run()V'],
    ['J 287% c1 a.B.run()V (84 bytes) @ 0x1 [0x1+0x4]', 'J', null, null, 'a.B.run()V'],
    [
      'J 19903  org.NativeDB.column_int(JI)I (0 bytes) @ 0x1 [0x1+0x2]',
      'J',
      null,
      null,
      'org.NativeDB.column_int(JI)I',
    ],
    ['J 17709 JVMCI-native a.B.run()V (68 bytes) @ 0x1 [0x1+0x4] (sink#2)', 'J', null, null, 'a.B.run()V'],
    ['J  java.util.zip.Inflater.inflate([BII)I', 'J', null, null, 'java.util.zip.Inflater.inflate([BII)I'],
    ['v  ~StubRoutines::call_stub 0x00007fa8a3938fa6', 'v', null, null, '~StubRoutines::call_stub'],
  ])('%s', (text, type, library, libraryOffset, symbol) => {
    expect(parseFrame(text)).toEqual({ type, library, libraryOffset, symbol })
  })

  it.each(['...<more frames>...', '', 'Native frames: (J=compiled)', 'C', 'X  y'])('not "%s"', (text) => {
    expect(parseFrame(text)).toBeNull()
  })
})

describe('threads', () => {
  const span = { line: 1, endLine: 1 }
  it.each([
    ['VMThread [stack: 0x1000,0x2000] [id=8] _threads_hazard_ptr=0x0', 'VMThread', '', null, 8, 0x1000],
    [
      'WorkerThread "G1 Conc#0"      [id=19528, stack(0x1000,0x2000) (1024K)]',
      'WorkerThread',
      'G1 Conc#0',
      null,
      19528,
      0x1000,
    ],
    [
      'JavaThread "a "b" [id=1]" daemon [_thread_in_vm, id=2, stack(0x1000,0x2000)]',
      'JavaThread',
      'a "b" [id=1]',
      '_thread_in_vm',
      2,
      0x1000,
    ],
    ['ConcurrentGCThread "G1 Main" terminated', 'ConcurrentGCThread', 'G1 Main', null, null, null],
  ])('%s', (text, threadKind, name, state, osId, stackStart) => {
    expect(parseThread(text, false, span)).toMatchObject({ threadKind, name, state, osId, stackStart })
  })

  it('gives no thread for a name that a line break cut', () => {
    expect(parseThread('JavaThread "first line', false, span)).toBeNull()
  })
})

describe('versions', () => {
  it.each([
    ['17.0.15+6', 17],
    ['1.8.0_111-b14', 8],
    ['8.0_111-b14', 8],
    ['7.0_09-b05', 7],
    ['fastdebug 22.0', 22],
    ['', null],
  ])('%s', (version, feature) => expect(featureOf(version)).toBe(feature))

  it.each([
    ['25.111-b14', 8],
    ['24.181-b01', 7],
    ['20.0-b12', 6],
    ['1.4.2_04-b05', 4],
    ['11.0.11+9-Ubuntu', 11],
    ['x', null],
  ])('VM %s', (release, feature) => expect(featureOfVm(release)).toBe(feature))

  it.each([
    ['# JRE version: 7.0_09-b05', '7.0_09-b05', 7],
    ['# JRE version: Java(TM) SE Runtime Environment 18.9 (11.0.1+13) (build 11.0.1+13-LTS)', '11.0.1+13', 11],
    ['# JRE version:  (8.0_151-b12) (build )', '8.0_151-b12', 8],
  ])('%s', (line, version, feature) => {
    expect(facts(line)).toMatchObject({ 'jvm.version': version, 'jvm.feature': feature })
  })
})

describe('the VM line', () => {
  const vm = '# Java VM: OpenJDK 64-Bit Server VM'

  it.each([
    [`${vm} (21.0.2+13-LTS, mixed mode, sharing, tiered, compressed oops, g1 gc, linux-aarch64)`, 'g1'],
    [`${vm} (fastdebug 17.0.1-internal+0, mixed mode, compressed class ptrs, z gc, linux-amd64)`, 'z'],
    [`${vm} (11.0.1+13, mixed mode, tiered, concurrent mark sweep gc, linux-amd64)`, 'cms'],
  ])('%s', (line, collector) => expect(facts(line)).toMatchObject({ 'jvm.gc': collector }))

  it.each([
    [`${vm} GraalVM CE 22.1.0 (11.0.15+10-jvmci-22.1-b06, mixed mode, linux-amd64)`, 'OpenJDK 64-Bit Server VM', 11],
    [
      '# Java VM: OpenJDK GraalVM CE 19.0.0 (25.212-b03-jvmci-19-b01 mixed mode linux-amd64)',
      'OpenJDK GraalVM CE 19.0.0',
      8,
    ],
    ['# Java VM: Java HotSpot(TM) Client VM (1.5.0_08-b03 mixed mode, sharing)', 'Java HotSpot(TM) Client VM', 5],
  ])('names the VM: %s', (line, name, feature) => {
    expect(facts(line)).toMatchObject({ 'jvm.vm': name, 'jvm.feature': feature })
  })

  it('is told from the vendor in vm_info', () => {
    const line =
      'vm_info: OpenJDK 64-Bit Server VM (25.252-b14) for linux-amd64 JRE (Zulu 8.46-SA) (1.8.0_252-b14), built'
    expect(facts(line)).toMatchObject({ 'jvm.version': '1.8.0_252-b14', 'jvm.feature': 8 })
  })
})

describe('problems', () => {
  it.each([
    [
      '# Native memory allocation (malloc) failed to allocate 32744 bytes for ChunkPool::allocate',
      'malloc',
      32744,
      'ChunkPool::allocate',
    ],
    [
      '# Native memory allocation (mmap) failed to map 12288 bytes. Error detail: G1 virtual space',
      'mmap',
      12288,
      'G1 virtual space',
    ],
    [
      '# java.lang.OutOfMemoryError: requested 1048576 bytes for AllocateHeap. Out of swap space?',
      'malloc',
      1048576,
      'AllocateHeap. Out of swap space?',
    ],
    ['# java.lang.OutOfMemoryError: requested 4096 bytes. Out of swap space?', 'none', 4096, 'Out of swap space?'],
    ['# java.lang.OutOfMemoryError: Cannot create GC thread.', 'none', undefined, 'Cannot create GC thread.'],
    ['# Native memory allocation (malloc) failed to allocate 48 bytes.', 'malloc', 48, undefined],
  ])('%s', (line, mechanism, bytes, detail) => {
    const { 'crash.mechanism': by, 'crash.requested-bytes': asked, 'crash.detail': what } = facts(line)
    expect([by, asked, what]).toEqual([mechanism, bytes, detail])
  })

  it.each([
    ['#  Internal Error (0xe0000000), pid=9, tid=154', '#  stop: not a valid handle', 'stop: not a valid handle'],
    ['#  Internal Error (0xc06d007e), pid=9, tid=154', '#', '0xc06d007e'],
    [
      '#  Internal Error (jvmci.cpp:90), pid=9, tid=154',
      '[error occurred during error reporting (x), id 0xb]',
      undefined,
    ],
  ])('%s %s', (line, next, detail) => {
    const { 'crash.kind': kind, 'crash.detail': what } = facts(line, next)
    expect([kind, what]).toEqual(['internal-error', detail])
  })

  it('knows a refusal that the header calls an error', () => {
    const lines = [
      '# Native memory allocation (mprotect) failed to protect 16384 bytes for memory to guard stack pages',
      '# Possible reasons:',
      '#   The system is out of physical RAM or swap space',
      '#',
      '#  Internal Error (stackOverflow.cpp:107), pid=4242, tid=4250',
      '#  Error: memory to guard stack pages',
    ]
    expect(facts(...lines)).toMatchObject({
      'crash.kind': 'out-of-memory',
      'crash.mechanism': 'mprotect',
      'crash.requested-bytes': 16_384,
      'crash.detail': 'memory to guard stack pages',
      'crash.location': 'stackOverflow.cpp:107',
      'process.pid': 4242,
    })
  })

  it('knows an error that the system has no name for', () => {
    const lines = [
      '# INVALID (0xe0000000) at pc=0x0000000000000000, pid=1, tid=0x00007f6a',
      '# Error: ShouldNotReachHere()',
    ]
    expect(facts(...lines)).toMatchObject({
      'crash.kind': 'internal-error',
      'crash.detail': 'Error: ShouldNotReachHere()',
      'process.pid': 1,
    })
  })

  it('takes no word of another thread for the frame', () => {
    expect(facts('# Problematic frame:', '# C  [libc.so.6+0x11d][thread 12 also had an error]')).toMatchObject({
      'crash.problematic-frame': 'C  [libc.so.6+0x11d]',
    })
  })

  it('takes no pthread handle for a thread id', () => {
    expect(facts('#  SIGSEGV (0xb) at pc=0x1, pid=9, tid=140019937253120')).not.toHaveProperty('crash.tid')
    expect(facts('#  SIGSEGV (0xb) at pc=0x1, pid=9, tid=0x00007fbaf7e76ae8')).not.toHaveProperty('crash.tid')
    expect(facts('#  SIGSEGV (0xb) at pc=0x1, pid=9, tid=154')).toMatchObject({ 'crash.tid': 154 })
  })

  it.each([
    ['siginfo:si_signo=SIGSEGV: si_errno=0, si_code=2 (SEGV_ACCERR), si_addr=0x10', 'SIGSEGV', 'SEGV_ACCERR', 16],
    ['siginfo: si_signo: 11 (SIGSEGV), si_code: 1 (SEGV_MAPERR), si_addr: 0x10', 'SIGSEGV', 'SEGV_MAPERR', 16],
    [
      'siginfo: EXCEPTION_ACCESS_VIOLATION (0xc0000005), reading address 0x10',
      'EXCEPTION_ACCESS_VIOLATION',
      'reading address',
      16,
    ],
  ])('%s', (line, signal, code, address) => {
    expect(facts(line)).toMatchObject({
      'crash.signal': signal,
      'crash.signal-code': code,
      'crash.signal-address': address,
    })
  })

  it('who sent it; skips addresses that a number cannot hold', () => {
    const sent = facts('siginfo: si_signo: 11 (SIGSEGV), si_code: 0 (SI_USER), si_pid: 22833, si_uid: 0')
    expect(sent).toMatchObject({ 'crash.signal-code': 'SI_USER', 'crash.signal-sender': 22_833 })
    expect(
      facts('siginfo: si_signo: 11 (SIGSEGV), si_code: 1 (SEGV_MAPERR), si_addr: 0xffffffffff600400'),
    ).not.toHaveProperty('crash.signal-address')
  })
})

describe('other platforms', () => {
  it.each([
    ['uname: Linux 6.18.44-1-amd64 #1 SMP @0 x86_64', '6.18.44-1-amd64', 'x86_64'],
    ['uname: Linux host-1 6.18.44-1-amd64 #1 SMP @0 x86_64', '6.18.44-1-amd64', 'x86_64'],
    ['uname: AIX 2 7 00F9C1234C00', '7.2', undefined],
    ['OS:uname:AIX host-1 2 7 00F9C1234C00', '7.2', undefined],
    ['OS:uname:AIX 2 7 00F9C1234C00\nAIX kernel version 7.2.5.3', '7.2.5.3', undefined],
  ])('%s', (line, kernel, arch) => {
    const { 'os.kernel': release, 'os.arch': machine } = facts('', line)
    expect([release, machine]).toEqual([kernel, arch])
  })

  it('reads Windows', () => {
    const windows = facts(
      '---------------  S Y S T E M  ---------------',
      '',
      'OS:',
      ' Windows 11 , 64 bit Build 26100 (10.0.26100.3037)',
      '',
      'Memory: 4k page, system-wide physical 7959M (553M free)',
      'TotalPageFile size 32535M (AvailPageFile size 0M)',
      'current process WorkingSet (physical memory assigned to process): 472M, peak: 810M',
    )
    expect(windows).toMatchObject({
      'os.name': 'Windows 11, 64 bit Build 26100 (10.0.26100.3037)',
      'memory.total': 7959 * 2 ** 20,
      'memory.free': 553 * 2 ** 20,
      'process.rss': 472 * 2 ** 20,
    })
  })

  it('reads macOS, whose libraries are no mappings', () => {
    const lines = [
      '# A fatal error has been detected by the Java Runtime Environment:',
      'Dynamic libraries:',
      '0x0000000104328000 \t/usr/lib/libobjc.A.dylib',
      '0x0000000104329000 \t/usr/lib/libSystem.B.dylib',
      '',
      'OS:Bsduname:Darwin 18.7.0 Darwin Kernel Version 18.7.0: Tue; root:xnu-4903~2/RELEASE_X86_64 x86_64',
    ]
    const { records, issues } = feed(hsErr, lines.join('\n'))
    expect(records.filter(({ kind }) => kind === 'mappings')).toEqual([])
    expect(issues.map(({ code }) => code)).toEqual(['truncated'])
    expect(facts(...lines.slice(1))).toMatchObject({ 'os.kernel': '18.7.0', 'os.name': 'macOS (Darwin 18.7.0)' })
  })
})

describe('times', () => {
  const utc = Date.UTC(2026, 10, 22, 8, 46, 45)
  it.each([
    ['Sun Nov 22 08:46:45 2026 GMT', 0, 'known'],
    ['Sun Nov 22 09:46:45 2026 CET', 0, 'known'],
    ['Sun Nov 22 05:46:45 2026 -03', 0, 'known'],
    ['Sun Nov 22 11:46:45 2026 E. Africa Standard Time', 0, 'known'],
    ['Sun Nov 22 08:46:45 2026 CST', 0, 'unknown'],
    ['Sun Nov 22 08:46:45 2026', 0, 'absent'],
  ])('%s', (text, _, zone) => expect(parseHotSpotDate(text)).toMatchObject({ at: utc, zone }))

  it.each(['Sun Nov 22 25:46:45 2026', 'Sun Foo 22 08:46:45 2026', ''])('not "%s"', (text) =>
    expect(parseHotSpotDate(text)).toBeNull(),
  )

  it('knows the clocks of a zone', () => {
    expect(zoneClock('Asia/Kolkata')?.toUtc(Date.UTC(2026, 10, 22, 14, 31, 35))).toBe(Date.UTC(2026, 10, 22, 9, 1, 35))
    expect(zoneClock(':Europe/Berlin')?.toUtc(Date.UTC(2026, 6, 1, 12))).toBe(Date.UTC(2026, 6, 1, 10))
    expect(zoneClock('Asia/Tokyo')?.toUtc(Date.UTC(2027, 0, 1, 3))).toBe(Date.UTC(2026, 11, 31, 18))
    expect(zoneClock('Nowhere/Land')).toBeNull()
    expect(zoneClock('../etc')).toBeNull()
    // China or Chicago
    expect(zoneClock('CST')).toBeNull()
  })

  it.each([
    ['timezone: CEST', Date.UTC(2022, 2, 8, 1, 12, 47)],
    ['timezone: +07', Date.UTC(2022, 2, 7, 20, 12, 47)],
    ['timezone: GMT Daylight Time', Date.UTC(2022, 2, 8, 2, 12, 47)],
    ['elapsed time: 42 seconds', Date.UTC(2022, 2, 8, 3, 12, 47)],
  ])('takes the zone of a late 8 from the next line: %s', (line, at) => {
    expect(
      facts(
        '#  SIGSEGV (0xb) at pc=0x1, pid=9, tid=154',
        '',
        'time: Tue Mar  8 03:12:47 2022',
        line,
        'elapsed time: 42 seconds',
      ),
    ).toMatchObject({
      'crash.time': at,
      'process.uptime': 42,
    })
  })

  it('reads how long the VM ran', () => {
    expect(parseElapsed('elapsed time: 413.283498')).toBe(413.283498)
    expect(parseElapsed('elapsed time: 3 seconds')).toBe(3)
    expect(parseElapsed('nothing')).toBeNull()
  })

  it('leaves names of several zones alone', () => {
    expect(['IST', 'CST', 'BST', '+25', 'Romance Daylight Time'].map(zoneOffsetMinutes)).toEqual([
      null,
      null,
      null,
      null,
      120,
    ])
  })
})

describe('tokens', () => {
  it.each([
    ['8192k', 8388608],
    ['512M', 536870912],
    ['23G', 24696061952],
    ['1.5G', 1610612736],
    ['2048 kB', 2097152],
    ['16', 16],
    ['infinity', null],
  ])('size %s', (text, bytes) => expect(parseSize(text)).toBe(bytes))

  it('meminfo', () => {
    expect(meminfoFact('MemTotal:       24684092 kB')).toEqual({ key: 'memory.total', value: 25276510208 })
    expect(meminfoFact('HugePages_Total:       7')).toEqual({ key: 'memory.huge-total', value: 7 })
    expect(meminfoFact('Active(anon):       1568 kB')).toBeNull()
  })

  it('sysctl', () => {
    expect(sysctlFact('vm.max_map_count', '65530')).toEqual({ key: 'limit.max-map-count', value: 65530 })
    expect(sysctlFact('vm/user_reserve_kbytes', ' 131072\n')).toEqual({ key: 'limit.user-reserve', value: 134217728 })
    expect(sysctlFact('vm.max_map_count', 'many')).toBeNull()
    expect(sysctlFact('vm.other', '1')).toBeNull()
  })
})
