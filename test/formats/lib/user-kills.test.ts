import { describe, expect, it } from 'vitest'
import { kernelLog } from '../../../electron/engine/formats/kernel-log/index.ts'
import { kernelLogJson } from '../../../electron/engine/formats/kernel-log-json/index.ts'
import { UserKills } from '../../../electron/engine/formats/lib/user-kills.ts'
import { feed } from '../../support/feed.ts'

const MIB = 1024 * 1024

describe('earlyoom', () => {
  it.each([
    [
      'sending SIGKILL to process 3887 uid 1009 "java": badness 67, VmRSS 4352 MiB',
      { pid: 3887, comm: 'java', signal: 'SIGKILL', rss: 4352 * MIB },
    ],
    [
      'sending SIGTERM to process 906175 uid 1000 "java": oom_score 1170, VmRSS 43912 MiB, cmdline "java -jar a.jar"',
      { pid: 906175, comm: 'java', signal: 'SIGTERM', rss: 43912 * MIB },
    ],
    [
      'sending SIGTERM to process 12006 "python3": badness 209, VmRSS 2891 MiB',
      { pid: 12006, comm: 'python3', signal: 'SIGTERM', rss: 2891 * MIB },
    ],
    [
      'killing process 27541 "bash" with signal 15: badness 550, VmRSS 7609 MiB',
      { pid: 27541, comm: 'bash', signal: 'SIGTERM', rss: 7609 * MIB },
    ],
    [
      "Killing process 'bash' with signal 9, pid: 5874, badness: 538, VmRSS: 3160 MiB",
      { pid: 5874, comm: 'bash', signal: 'SIGKILL', rss: 3160 * MIB },
    ],
  ])('%s', (text, values) => {
    expect(new UserKills().hear('earlyoom', text)).toEqual({ ...values, scope: 'host', by: 'earlyoom' })
    expect(new UserKills().hear('sshd', text)).toBeNull()
  })

  it('says of a process that does not end again and again that it kills it', () => {
    const kills = new UserKills()
    const text = 'sending SIGTERM to process 7 uid 0 "java": badness 1, VmRSS 2 MiB'
    expect(kills.hear('earlyoom', text)).not.toBeNull()
    expect(kills.hear('earlyoom', 'process 7 did not exit')).toBeNull()
    expect(kills.hear('earlyoom', text)).toBeNull()
    expect(kills.hear('earlyoom', 'process 7 exited after 0.1 seconds')).toBeNull()
    expect(kills.hear('earlyoom', text)).not.toBeNull()
  })

  it('says at its start what it will send: no kill', () => {
    expect(new UserKills().hear('earlyoom', 'sending SIGTERM when mem <= 10.00% and swap <= 10.00%,')).toBeNull()
  })
})

describe('systemd-oomd', () => {
  it.each([
    [
      'Killed /system.slice/kafka.service due to memory pressure for /system.slice being 64.15% > 60.00% for > 30s with reclaim activity',
      { cgroup: '/system.slice/kafka.service', pressed: '/system.slice', jvm: 1 },
    ],
    [
      'Marked /system.slice/cron.service for killing due to memory pressure for /system.slice being 85.03% > 80.00% for > 2s with reclaim activity',
      { cgroup: '/system.slice/cron.service', pressed: '/system.slice' },
    ],
    [
      'Killed /a/b.scope due to memory used (16637870080) / total (16733044736) and swap used (8589869056) / total (8589930496) being more than 90.00%',
      { cgroup: '/a/b.scope' },
    ],
  ])('%s', (text, values) => {
    expect(new UserKills().hear('systemd-oomd', text)).toEqual({ ...values, scope: 'host', by: 'systemd-oomd' })
  })

  it('only warns of pressure, or fails to kill: no kill', () => {
    const kills = new UserKills()
    expect(kills.hear('systemd-oomd', 'Memory pressure for /system.slice is 85.03% > 80.00% for > 2s')).toBeNull()
    expect(kills.hear('systemd-oomd', 'Failed to kill any cgroup(s) under /a based on pressure: x')).toBeNull()
  })
})

it('nohang names its victim above the signal', () => {
  const kills = new UserKills()
  expect(kills.hear('nohang', '  Sending SIGTERM to the victim; total response time: 13 ms')).toBeNull()
  expect(kills.hear('nohang', '  PID: 903309, name: mysqld, badness: 849')).toBeNull()
  expect(kills.hear('nohang', '  Sending SIGTERM to the victim; total response time: 13 ms')).toEqual({
    pid: 903309,
    comm: 'mysqld',
    scope: 'host',
    by: 'nohang',
    signal: 'SIGTERM',
  })
})

describe('in journals of a host', () => {
  const message = 'sending SIGKILL to process 3887 uid 1009 \\"java\\": badness 67, VmRSS 4352 MiB'.replaceAll('\\', '')

  it('as text', () => {
    const text = `Nov 05 11:34:49 h systemd[1]: Starting x.\nNov 05 11:34:49 h earlyoom[1105]: ${message}\n`
    expect(feed(kernelLog, text).records).toContainEqual(
      expect.objectContaining({ type: 'oom-kill', source: 'earlyoom', span: { line: 2, endLine: 2 } }),
    )
  })

  it('as JSON', () => {
    const entry = {
      __REALTIME_TIMESTAMP: '1795337177797123',
      SYSLOG_IDENTIFIER: 'earlyoom',
      _PID: '1105',
      MESSAGE: message,
    }
    expect(feed(kernelLogJson, `${JSON.stringify(entry)}\n`).records).toContainEqual(
      expect.objectContaining({ type: 'oom-kill', source: 'earlyoom', at: 1_795_337_177_797 }),
    )
  })
})
