/** What a few pasted lines prove, and what they leave open. */
import { describe, expect, test } from 'vitest'
import { applicationLog } from '../../electron/engine/formats/application-log/index.ts'
import type { Format } from '../../electron/engine/formats/format.ts'
import { hotspotStdout } from '../../electron/engine/formats/hotspot-stdout/index.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { detect, headOf } from '../../electron/engine/ingest/detect.ts'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import { feed } from '../support/feed.ts'
import { ProcessBuilder } from '../support/process-builder.ts'

/** As the command line would: the events that the format reads, weighed. */
function pasted(text: string, format = hotspotStdout) {
  return weighed(text, format, false)
}

/** The end that the text tells of counts, too. */
function ended(text: string) {
  return weighed(text, hotspotStdout, true)
}

function weighed(text: string, format: Format, exits: boolean) {
  const builder = new ProcessBuilder().artifact(format.id)
  for (const record of feed(format, text).records)
    if (record.kind === 'event') {
      const { type, values, quote, source } = record
      builder.event(type, values, { quote, source })
    } else if (exits && record.kind === 'fact' && record.key === 'process.exit') builder.fact(record.key, record.value)
  const facts = createFacts(builder.records)
  const hypotheses = runRules(rules, facts)
  return { verdict: verdictOf(hypotheses, facts), facts, hypotheses }
}

const statusOf = ({ hypotheses }: ReturnType<typeof pasted>, id: string) =>
  hypotheses.find((each) => each.id === id)?.status

describe('pasted lines', () => {
  test('an error that the main thread did not catch was not survived', () => {
    const { verdict } = pasted(
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat Main.main(Main.java:7)\n',
    )
    expect(verdict.rootCause).toBe('java-heap')
    expect(verdict.summary).toContain('What came of it the artifacts do not say')
  })

  test('metaspace that cannot hold the first classes', () => {
    const text = 'Error occurred during initialization of VM\njava.lang.OutOfMemoryError: Metaspace\n'
    expect(pasted(text).verdict.rootCause).toBe('metaspace')
  })

  test('a VM that is starting has no full map count', () => {
    const text =
      'Error occurred during initialization of VM\nCould not reserve enough space for 2097152KB object heap\n'
    const found = pasted(text)
    expect(found.facts.victim?.bytes ?? found.facts.victims[0]?.bytes).toBe(2097152 * 1024)
    expect(statusOf(found, 'max-map-count')).toBe('unlikely')
    expect(statusOf(found, 'address-space-limit')).toBe('unknown')
  })

  test('a DOS error is one of Windows, which has no map count', () => {
    const found = pasted(
      "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x0000000700000000, 268435456, 0) failed; error='The paging file is too small for this operation to complete' (DOS error/errno=1455)\n",
    )
    expect(found.facts.system?.value).toBe('windows')
    expect(statusOf(found, 'max-map-count')).toBe('ruled-out')
    expect(found.verdict.rootCause).toBe('commit-limit')
  })

  test('guard pages that are headed like a fault were refused', () => {
    const { verdict, facts } = pasted(
      [
        '#',
        '# A fatal error has been detected by the Java Runtime Environment:',
        '# Native memory allocation (mprotect) failed to protect 16384 bytes. Error detail: memory to guard stack pages',
        '# An error report file with more information is saved as:',
        '# /srv/app/hs_err_pid4711.log\n',
      ].join('\n'),
    )
    expect(facts.victim).toMatchObject({ operation: 'mprotect', bytes: 16384 })
    expect(verdict).toMatchObject({ rootCause: 'max-map-count', confidence: 0.75 })
  })
})

describe('a call that native code was refused', () => {
  const logged = (...exception: string[]) =>
    pasted(['2026-11-22 14:41:22,117 ERROR [main] c.a.App - failed', ...exception, ''].join('\n'), applicationLog)

  test.each([
    [
      'org.lmdbjava.LmdbNativeException$ConstantDerivedException: Platform constant error code: ENOMEM Cannot allocate memory (12)',
      'mmap-file',
    ],
    [
      'org.fusesource.leveldbjni.internal.NativeDB$DBException: IO error: /srv/000119.sst: Cannot allocate memory',
      'mmap-file',
    ],
    ['org.rocksdb.RocksDBException: While mmap file for read: /srv/000123.sst: Cannot allocate memory', 'mmap-file'],
    ['org.rocksdb.RocksDBException: Cannot allocate memory', 'other'],
    [
      'java.lang.UnsatisfiedLinkError: /tmp/a.so: failed to map segment from shared object: Cannot allocate memory',
      'other',
    ],
  ])('%s', (exception, operation) => {
    const { facts, hypotheses } = logged(exception, '\tat com.acme.App.open(App.java:7)')
    expect(facts.victim).toMatchObject({ operation, errno: 12, errnoOrigin: 'observed' })
    expect(hypotheses.find(({ id }) => id === 'max-map-count')?.status).toBe('unknown')
  })

  test('a cause names it, and the native method below', () => {
    const { facts } = logged(
      'com.acme.StoreException: not opened',
      '\tat com.acme.Store.open(Store.java:7)',
      'Caused by: java.lang.RuntimeException: mmap: Cannot allocate memory',
      '\tat com.acme.Native.map(Native Method)',
    )
    expect(facts.victim).toMatchObject({ operation: 'mmap-file', frame: 'com.acme.Native.map' })
  })

  test('memory of the kernel itself is no limit of the process', () => {
    const { facts, verdict } = logged(
      'io.netty.channel.unix.Errors$NativeIoException: accept(..) failed: Cannot allocate memory',
    )
    expect(facts.victim).toMatchObject({ operation: 'other', errno: null })
    expect(verdict.rootCause).toBe('undetermined')
    expect(verdict.summary).toContain('memory the kernel had for itself')
  })

  test('rings of io_uring are locked memory', () => {
    const { verdict } = logged('java.lang.RuntimeException: failed to create io_uring ring fd Cannot allocate memory')
    expect(verdict).toMatchObject({ rootCause: 'locked-memory', confidence: 0.65 })
  })

  test('advice that Lucene gives about what it maps', () => {
    const { facts } = logged(
      'java.io.IOException: Call to posix_madvise with address=0x6A6939205000 and byteSize=12939 failed with return code 11.',
    )
    expect(facts.victim).toMatchObject({ operation: 'other', errno: 11, errnoOrigin: 'observed' })
    expect(
      logged('java.io.IOException: Call to posix_madvise with address=0x1 failed with return code 22.').facts.victim,
    ).toBeNull()
  })

  test('what another process was refused is not this one’s', () => {
    const { facts } = logged(
      'com.acme.RemoteException: ERR fork: Cannot allocate memory',
      '\tat com.acme.Client.read(Client.java:7)',
    )
    expect(facts.victim).toBeNull()
  })

  test('the static TLS block is of a fixed size', () => {
    expect(
      logged('java.lang.UnsatisfiedLinkError: /tmp/a.so: cannot allocate memory in static TLS block').facts.victim,
    ).toBeNull()
  })

  test.each(['Error: failed /opt/lib/libjvm.so, because', '/opt/bin/java: error while loading shared libraries:'])(
    'the libraries of the VM: %s',
    (before) => {
      const { facts } = pasted(
        `${before} libjvm.so: failed to map segment from shared object: Cannot allocate memory\n`,
      )
      expect(facts.startupFailure).not.toBeNull()
      expect(facts.victim).toMatchObject({ operation: 'other', errno: 12 })
    },
  )

  test('descriptors are no memory, and the verdict says so', () => {
    for (const exception of [
      'java.io.FileNotFoundException: /etc/app.conf (Too many open files)',
      'java.io.IOException: Cannot run program "df": error=24, Too many open files',
    ]) {
      const { facts, verdict } = logged(exception, '\tat java.io.FileInputStream.open0(Native Method)')
      expect(facts.victim).toBeNull()
      expect(verdict.rootCause).toBe('none')
      expect(verdict.summary).toContain('File descriptors ran out')
    }
  })
})

describe('memory that could not be locked', () => {
  const WARNED =
    '[2026-11-22T14:31:22,117][WARN ][o.e.b.JNANatives] [node-1] Unable to lock JVM Memory: error=12, reason=Cannot allocate memory\n' +
    '[2026-11-22T14:31:22,118][WARN ][o.e.b.JNANatives] [node-1] Increase RLIMIT_MEMLOCK, soft limit: 65536, hard limit: 65536\n'
  const CHECKS =
    '[2026-11-22T14:31:29,118][ERROR][o.e.b.Bootstrap] [node-1] node validation exception\n[1] bootstrap checks failed\n'

  test('is RLIMIT_MEMLOCK, though the server went on', () => {
    const { verdict } = pasted(WARNED, applicationLog)
    expect(verdict).toMatchObject({ rootCause: 'locked-memory', confidence: 0.75 })
    expect(verdict.summary).toMatch(/65.536 bytes/)
  })

  test.each(['[1]: ', 'bootstrap check failure [1] of [1]: '])('a check that refuses the start: %s', (before) => {
    const text = `${WARNED}${CHECKS}${before}memory locking requested for elasticsearch process but memory is not locked\n`
    const { verdict } = pasted(text, applicationLog)
    expect(verdict.rootCause).toBe('locked-memory')
    expect(verdict.summary).toContain('refused to start')
  })

  test('is no reason of another check', () => {
    const text = `${WARNED}${CHECKS}[1]: max file descriptors [4096] for elasticsearch process is too low\n`
    expect(pasted(text, applicationLog).verdict.rootCause).toBe('undetermined')
  })
})

describe('OpenJ9 says what it dumps for', () => {
  const thrown = (detail: string) =>
    `JVMDUMP055I Processing dump event "systhrow", detail "java/lang/OutOfMemoryError"${detail} at 2024/03/03 10:00:00 - please wait.\n`

  test('with the reason', () => {
    expect(pasted(thrown(', exception "Java heap space"')).verdict.rootCause).toBe('java-heap')
    const { facts } = pasted(thrown(', exception "Failed to create a thread: retVal -1073741830, errno 11"'))
    expect(facts.victim).toMatchObject({ operation: 'thread-start', errno: 11, errnoOrigin: 'observed' })
  })

  test('without it nothing is ruled out', () => {
    const found = pasted(`${thrown('')}JVMDUMP046I VM is shutting down. Reason: java/lang/OutOfMemoryError\n`)
    expect(found.verdict.rootCause).toBe('undetermined')
    expect(statusOf(found, 'java-heap')).toBe('unknown')
    expect(found.verdict.summary).toContain('the reason of the OutOfMemoryError')
  })

  test('a fault', () => {
    const { verdict } = pasted('Unhandled exception\nType=Segmentation error vmState=0x0005fffa\n')
    expect(verdict).toMatchObject({ rootCause: 'native-crash' })
  })
})

describe('Solr’s script of -XX:OnOutOfMemoryError', () => {
  test('kills the process', () => {
    const { verdict } = pasted(
      '# java.lang.OutOfMemoryError: Java heap space\n# -XX:OnOutOfMemoryError="/opt/solr/bin/oom_solr.sh 8983 /logs"\n#   Executing /bin/sh -c "/opt/solr/bin/oom_solr.sh 8983 /logs"...\n',
    )
    expect(verdict).toMatchObject({ rootCause: 'java-heap', confidence: 0.93 })
  })

  test('leaves a log of its own, which is none of the kernel', () => {
    const text = 'Running OOM killer script for process 22 for Solr on port 8983\nKilled process 22\n'
    const head = headOf(new TextEncoder().encode(text), true, 'unknown')
    expect(detect(formats, head).format?.id).toBe('hotspot-stdout')
    expect(pasted(text).verdict.rootCause).toBe('undetermined')
  })
})

test('a server that does not start says which check failed', () => {
  const { verdict } = pasted(
    'ERROR: [1] bootstrap checks failed\n[1]: max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]\nERROR: Elasticsearch did not exit normally - check the logs at /x.log\n',
  )
  expect(verdict.rootCause).toBe('undetermined')
  expect(verdict.summary).toContain('“[1]: max virtual memory areas vm.max_map_count [65530] is too low')
})

test('a server whose checks end its main thread did not start', () => {
  const { verdict } = pasted(
    'Exception in thread "main" java.lang.RuntimeException: bootstrap checks failed\nmax virtual memory areas vm.max_map_count [65530] likely too low, increase to at least [262144]\n\tat org.elasticsearch.bootstrap.BootstrapCheck.check(BootstrapCheck.java:125)\n',
  )
  expect(verdict.rootCause).toBe('undetermined')
  expect(verdict.summary).toContain('It did not start')
})

describe('headings as people paste them', () => {
  test('a crash whose first hash is lost', () => {
    const { verdict } = pasted(
      'A fatal error has been detected by the Java Runtime Environment:\n#\n#  EXCEPTION_ACCESS_VIOLATION (0xc0000005) at pc=0x0000000000000000, pid=1, tid=7892\n#\n# Problematic frame:\n# C  0x0000000000000000\n#\n14:25:05.148\nProcess crashed with exit code 1\n',
    )
    expect(verdict).toMatchObject({ rootCause: 'native-crash', confidence: 0.85 })
  })

  test('the sentence alone is no crash', () => {
    const text = 'A fatal error has been detected by the Java Runtime Environment:\nthat is what my users report\n'
    expect(pasted(text).facts.crash).toBeNull()
  })

  test('the launcher’s words of the other stream between', () => {
    const { facts, verdict } = pasted(
      'Error occurred during initialization of VM\nError: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.\nCannot create VM thread. Out of system resources.\n',
    )
    expect(facts.startupFailure?.reason).toBe('Cannot create VM thread. Out of system resources.')
    expect(verdict.summary).toContain('A security policy refuses threads at start, too')
  })

  test('a VM that did not start, within the log of who started it', () => {
    const before = '  8:49 INFO [INFO] '
    const { facts } = pasted(
      `${before}Error occurred during initialization of VM\n${before}Could not reserve enough space for object heap\n${before}Error: Could not create the Java Virtual Machine.\n`,
    )
    expect(facts.startupFailure?.reason).toBe('Could not reserve enough space for object heap')
  })

  test.each(['**', '<pre>', '```'])('markup before all of it: %s', (markup) => {
    const { facts } = pasted(
      `${markup}There is insufficient memory for the Java Runtime Environment to continue.\nNative memory allocation (malloc) failed to allocate 32744 bytes for ChunkPool::allocate\n`,
    )
    expect(facts.victim).toMatchObject({ operation: 'malloc', bytes: 32744 })
  })

  test('an exit that an IDE tells of is the end', () => {
    const { verdict } = ended(
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat Main.main(Main.java:5)\n\nProcess finished with exit code 1\n',
    )
    expect(verdict).toMatchObject({ rootCause: 'java-heap', confidence: 0.93 })
  })
})

describe('what no limit refuses', () => {
  test('EPERM of a commit is a policy', () => {
    const { verdict } = pasted(
      "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x000079373d9c8000, 2555904, 1) failed; error='Operation not permitted' (errno=1)\n#\n# There is insufficient memory for the Java Runtime Environment to continue.\n# Native memory allocation (mmap) failed to map 2555904 bytes for committing reserved memory.\n",
    )
    expect(verdict.rootCause).toBe('undetermined')
    expect(verdict.summary).toContain('EPERM of mmap is no limit')
    expect(verdict.summary).not.toContain('max_map_count')
  })

  test('memory that Netty asks malloc for; none is no refusal', () => {
    const thrown = (bytes: number) =>
      pasted(
        `java.lang.OutOfMemoryError: malloc(2) failed to allocate ${bytes} bytes\n\tat io.netty.A.malloc(A.java:1)\n`,
      )
    expect(thrown(4096).facts.victim).toMatchObject({ operation: 'malloc', bytes: 4096, errno: 12 })
    expect(thrown(0).facts.victim?.operation).toBe('java-allocation')
  })

  test('the heap of Android', () => {
    const { verdict } = pasted(
      'java.lang.OutOfMemoryError: Failed to allocate a 8208 byte allocation with 2263008 free bytes and 2209KB until OOM\n\tat a.B.c(B.java:1)\n',
    )
    expect(verdict.rootCause).toBe('java-heap')
  })
})

test('a trace that tells is read whatever stands around it', () => {
  const others = Array.from({ length: 6 }, (_, at) => `|LINE| ${at} words of a layout that nobody knows\n`).join('')
  const trace =
    'a.B$CException: java.lang.OutOfMemoryError: Direct buffer memory\n\tat java.base/java.nio.Bits.reserveMemory(Bits.java:175)\n'
  const formatOf = (text: string) => detect(formats, headOf(new TextEncoder().encode(text), true, 'unknown')).format?.id
  expect(formatOf(others + trace)).toBe('hotspot-stdout')
  expect(formatOf(others + trace.replace('OutOfMemoryError', 'IllegalStateException'))).toBe('text')
})
