import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { transcript } from '../../../electron/engine/formats/transcript/index.ts'
import { readCommand } from '../../../electron/engine/formats/transcript/command.ts'
import { readMark } from '../../../electron/engine/formats/transcript/prompt.ts'
import { ingest } from '../../../electron/engine/ingest/index.ts'
import type { RawArtifact } from '../../../shared/model/ingest.ts'
import type { FormatRecord } from '../../../shared/model/records.ts'
import { feed, headOf, linesOf } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'

describe('prompts', () => {
  it.each([
    ['[root@kafka-13 ~]# free -m', 'free -m', 'kafka-13'],
    ['[kafka@my-cluster-kafka-0 kafka]$ free -m', 'free -m', 'my-cluster-kafka-0'],
    ['root@kafka-13:~# free -m', 'free -m', 'kafka-13'],
    ['root@pod:/# free -m', 'free -m', 'pod'],
    ['I have no name!@kafka-0:/$ free -m', 'free -m', 'kafka-0'],
    ['(venv) ops@kafka-13:/var/log$ free -m', 'free -m', 'kafka-13'],
    ['ops@kafka-13 ~ % free -m', 'free -m', 'kafka-13'],
    ['kafka-13:/var/log # free -m', 'free -m', 'kafka-13'],
    ['bash-5.1$ free -m', 'free -m', null],
    ['sh-4.4# free -m', 'free -m', null],
    ['/ # free -m', 'free -m', null],
    ['~ $ free -m', 'free -m', null],
    ['$ free -m', 'free -m', null],
    ['### free -m ###', 'free -m', null],
  ])('%s', (text, command, host) => {
    expect(readMark(text)).toMatchObject({ kind: 'prompt', command, host })
  })

  it.each([
    '2026-11-22 08:46:45,797 INFO [Consumer clientId=a] x',
    'org.example.Foo@1a2b3c: value > 3',
    'Max processes             14991                14991                processes',
    'java.lang.OutOfMemoryError: Map failed',
    '-------------------- garbage',
  ])('none in %s', (text) => {
    const mark = readMark(text)
    expect(mark === null || mark.kind === 'banner').toBe(true)
  })
})

describe('commands', () => {
  it.each([
    ['cat /proc/9615/limits', { name: 'limits-pid9615', file: 'limits', pid: 9615 }],
    ['sudo cat /proc/9615/smaps | head -100', { name: 'smaps-pid9615', file: 'smaps', pid: 9615 }],
    ['sudo -u kafka jcmd 9615 VM.flags', { name: 'jcmd VM.flags-pid9615', file: null, pid: 9615 }],
    ['kubectl exec kafka-0 -c kafka -- cat /proc/1/status', { name: 'status-pid1', file: 'status', pid: 1 }],
    ['docker exec -it kafka cat /sys/fs/cgroup/pids.max', { name: 'pids.max', file: 'pids.max', pid: null }],
    ['tail -n 100 /var/log/kafka/server.log', { file: 'server.log', pid: null }],
    ['cat /proc/9615/limits /proc/9615/status', { file: null, pid: 9615 }],
    ['grep Vm /proc/9615/status', { file: null, pid: 9615 }],
    ['pmap -x 9615 | tail -1', { pid: 9615 }],
    ['ps -o nlwp= -p 9615', { pid: 9615 }],
    ['cat /proc/9615/limits; cat /proc/4711/limits', { pid: null }],
    ['cat /proc/$PID/limits', { pid: null, file: 'limits' }],
    ['cat /proc/self/limits', { pid: 'self' }],
    ['cat /proc/9615/maps | wc -l', { counts: 'maps', pid: 9615 }],
    ['wc -l < /proc/9615/maps', { counts: 'maps', pid: 9615 }],
    ['ls /proc/9615/maps | wc -l', { counts: null }],
    ['ls /proc/9615/fd | wc -l', { counts: 'fd' }],
    ['ls -l /proc/9615/fd | wc -l', { counts: null }],
    ['cat /proc/$PID/maps | wc -l', { counts: 'maps', pid: null }],
    ['grep -c index /proc/9615/maps', { counts: null }],
    ['grep index /proc/9615/maps | wc -l', { counts: null }],
    ['cd /var/log', { sort: 'program', isSilent: true }],
    ['Kafka broker settings', { sort: 'unknown' }],
    ['free memory is low', { sort: 'unknown' }],
    ['head of state', { sort: 'unknown' }],
    ['cat server.log', { sort: 'capture' }],
    ['free', { sort: 'capture' }],
  ])('%s', (text, expected) => {
    expect(readCommand(text)).toMatchObject(expected)
  })
})

describe('what is one', () => {
  const sniff = (text: string): string => transcript.sniff(headOf(text))

  it.each([
    ['a prompt with a host', '[root@a ~]# free -m\n  total\n', 'certain'],
    ['a bare one at the beginning', '$ free -m\n  total\n', 'certain'],
    ['headings of files', '==> /proc/1/limits <==\nx\n\n==> /proc/1/status <==\ny\n', 'certain'],
    ['headings of a script', '===== free -m =====\nx\n===== dmesg -T =====\ny\n', 'certain'],
    ['several answers of jcmd', '9615:\n46.4 s\n9615:\n-XX:+UseG1GC\n', 'certain'],
    ['blocks of Markdown', 'Text\n```\nfree\n```\n', 'yes'],
  ])('%s', (_, text, expected) => {
    expect(sniff(text)).toBe(expected)
  })

  it.each([
    ['settings under their headings, which are read as such', '==> /proc/sys/vm/max_map_count <==\n65530\n'],
    ['one answer of jcmd again and again', '9615:\n46.4 s\n9615:\n47.4 s\n'],
    ['a program that is started', '$ java -Xmx1g Main\nException in thread "main"\n'],
    ['comments', '# head of the settings of this host\nvm.max_map_count=1\n# mount\nvm.swappiness=1\n'],
    ['a crash log', '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n# free memory\n'],
    ['a log', '[2026-11-22 08:46:45,797] INFO started (kafka.server.KafkaServer)\n'],
  ])('not: %s', (_, text) => {
    expect(sniff(text)).toBe('no')
  })
})

describe('several hosts', () => {
  const text = '[root@a ~]# cat /proc/1/limits\nx\n[root@b ~]# cat /proc/1/limits\ny\n'

  it('are kept apart, and none is the host of the session', () => {
    const { records, excerpts } = feed(transcript, text)
    expect(excerpts.map(({ name, group }) => [name, group])).toEqual([
      ['limits-pid1', 'a'],
      ['limits-pid1', 'b'],
    ])
    expect(records.filter(({ kind }) => kind === 'fact')).toEqual([])
  })
})

it('a block of Markdown may begin with a command without a prompt', () => {
  const text = 'We have\n```\ncat /proc/sys/vm/overcommit_memory\n0\n```\nand\n```\nfree memory is low\n```\n'
  expect(feed(transcript, text).excerpts.map(({ name, spans }) => [name, spans])).toEqual([
    ['overcommit_memory', [{ line: 4, endLine: 4 }]],
    ['output at line 8', [{ line: 8, endLine: 8 }]],
  ])
})

it('pieces of one file that tail prints by turns are one text', () => {
  const text = '==> /a/x.log <==\n1\n\n==> /a/y.log <==\n2\n\n==> /a/x.log <==\n3\n'
  const { excerpts } = feed(transcript, text)
  expect(excerpts.map(({ name, spans }) => [name, spans.length])).toEqual([
    ['x.log', 2],
    ['y.log', 1],
  ])
})

describe('recorded by script(1)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortem-transcript-'))
  const found: { path: string; format: string; records: FormatRecord[] }[] = []

  beforeAll(async () => {
    const escape = '\u001b'
    const lines = [
      'Script started on 2026-11-22 08:46:45+00:00 [TERM="xterm"]',
      `${escape}]0;root@kafka-13:~\u0007${escape}[?2004h[root@kafka-13 ~]# catt\b /proc/9615/limits`,
      `${escape}[?2004l\rLimit                     Soft Limit           Hard Limit           Units     `,
      'Max processes             14991                14991                processes ',
      `${escape}[01;31mMax open files${escape}[0m            20000                20000                files     `,
      '[root@kafka-13 ~]# journalctl -k',
      'Nov 22 08:46:23 kafka-13 kernel: [ 1.000000] x',
      'Nov 22 08:46:23 kafka-13 java[4711]: java.lang.OutOfMemoryError: Map failed',
      'Nov 22 08:46:23 kafka-13 kernel: [ 1.000000] y',
    ]
    writeFileSync(path.join(folder, 'typescript'), lines.map((line) => `${line}\r\n`).join(''))
    await ingest([path.join(folder, 'typescript')], {
      formats,
      spool: folder,
      sink: {
        begin: (artifact: RawArtifact) =>
          void found.push({ path: artifact.path, format: artifact.formatId, records: [] }),
        record: (record: FormatRecord) => void found.at(-1)?.records.push(record),
        finish: () => {},
      },
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is read as the terminal showed it, and what it shows as what that is', () => {
    expect(found.map(({ path: where, format }) => [where, format])).toEqual([
      ['typescript', 'transcript'],
      ['typescript (limits-pid9615)', 'proc-limits'],
      ['typescript (journalctl -k)', 'kernel-log'],
      // What a JVM printed into the journal that the session shows.
      ['typescript (journalctl -k) (java 4711)', 'hotspot-stdout'],
    ])
    const facts = found[1]?.records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : []))
    expect(facts).toEqual([
      ['limit.processes', 14_991],
      ['limit.files', 20_000],
    ])
  })
})

it('quotes the file, not what the terminal made of it: colours, corrections, a prompt that was written over', () => {
  const text = [
    '\u001b[01;32mroot@kafka-13\u001b[00m:~# wc -l < /proc/96x\b15/maps',
    '65531',
    '\u001b]0;title\u0007ops@old\r[root@kafka-13 ~]# ls /proc/9615/fd | wc -l',
    '212',
    '',
  ].join('\n')
  const fed = feed(transcript, text)
  expect(fed.records.filter(({ kind }) => kind === 'fact').map((each) => 'key' in each && each.key)).toContain(
    'process.open-files',
  )
  expect(integrityFaults(fed, linesOf(text))).toEqual([])
})
