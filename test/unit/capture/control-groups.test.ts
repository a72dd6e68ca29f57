/** Control groups as hosts and containers show them: hierarchies made of files, which the script is told to take for the kernel's. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openForTest } from '../../support/open-case.ts'
import { captureFromInput, startNode, temporaryFolder } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })

interface Hierarchies {
  /** Lines of /proc/PID/cgroup. */
  groups: string
  /** `<root> <mount point> <type> <options>`; mount points below the folder of the test. */
  mounts: string[]
  files: Record<string, string>
}

/** What the cgroup file of the bundle says, without the folder of the test; the script's message when there is none. */
async function captured({ groups, mounts, files }: Hierarchies): Promise<string[]> {
  const { pid } = await startNode()
  const folder = temporaryFolder()
  const at = (name: string): string => path.join(folder, name)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(at(name)), { recursive: true })
    writeFileSync(at(name), `${content}\n`)
  }
  const lines = mounts.map((mount, index) => {
    const [root, point = '', type, options] = mount.split(' ')
    return `${30 + index} 23 0:${index} ${root} ${at(point)} rw,nosuid shared:9 - ${type} ${type} ${options}`
  })
  writeFileSync(at('mountinfo'), `${lines.join('\n')}\n`)
  writeFileSync(at('groups'), `${groups}\n`)
  // In the folder where the script runs: it may touch nothing there.
  writeFileSync(at('memory.stat'), '')
  const { code, result, messages } = captureFromInput(['--out', at('out'), String(pid)], { cwd: folder }, (script) =>
    script.replace('</proc/self/mountinfo', `<${at('mountinfo')}`).replace('"/proc/$pid/cgroup"', `"${at('groups')}"`),
  )
  expect(code, messages).toBe(0)
  expect(existsSync(at('memory.stat'))).toBe(true)
  const name = readdirSync(result).find((each) => each.startsWith('cgroup'))
  if (name === undefined) return [messages.match(/no control group .*/)?.[0] ?? messages]
  const opened = await openForTest([result])
  expect(opened.artifacts.find((artifact) => artifact.path === name)).toMatchObject({ format: 'cgroup', issues: [] })
  return readFileSync(path.join(result, name), 'utf8').trimEnd().replaceAll(`${folder}/`, '').split('\n')
}

describe.skipIf(process.platform !== 'linux')('control groups', () => {
  test('version 2: the limit of tasks stands above the container, at its pod', async () => {
    const pod = 'cg/kubepods.slice/pod1'
    expect(
      await captured({
        groups: '0::/kubepods.slice/pod1/broker',
        mounts: ['/ cg cgroup2 rw,nsdelegate'],
        files: {
          'cg/memory.stat': 'anon 1',
          [`${pod}/pids.max`]: '110',
          [`${pod}/pids.current`]: '41',
          [`${pod}/pids.events`]: 'max 24',
          [`${pod}/memory.max`]: '4294967296',
          [`${pod}/broker/pids.max`]: 'max',
          [`${pod}/broker/pids.current`]: '40',
          [`${pod}/broker/memory.max`]: '2147483648',
          [`${pod}/broker/memory.events`]: 'low 0\noom_kill 1',
        },
      }),
    ).toEqual([
      `${pod}/broker/memory.max:2147483648`,
      `${pod}/broker/memory.events:low 0`,
      `${pod}/broker/memory.events:oom_kill 1`,
      `${pod}/pids.max:110`,
      `${pod}/pids.current:41`,
      `${pod}/pids.events:max 24`,
    ])
  })

  test('version 1, in a container that sees its own group as the root of the mount', async () => {
    expect(
      await captured({
        groups: '4:memory:/docker/abc\n8:pids,misc:/docker/abc\n0::/',
        mounts: [
          '/ cg/unified cgroup2 rw',
          '/docker/abc cg/memory cgroup rw,memory',
          '/docker/abc cg/pids cgroup rw,pids,misc',
        ],
        files: {
          'cg/memory/memory.limit_in_bytes': '9223372036854771712',
          'cg/memory/memory.usage_in_bytes': '1000',
          'cg/pids/pids.max': '110',
          'cg/pids/pids.current': '17',
          'cg/unified/cgroup.procs': '1',
        },
      }),
    ).toEqual([
      'cg/memory/memory.limit_in_bytes:9223372036854771712',
      'cg/memory/memory.usage_in_bytes:1000',
      'cg/pids/pids.max:110',
      'cg/pids/pids.current:17',
    ])
  })

  test.each([
    ['0::/../other', '/ cg cgroup2 rw'],
    ['0::/other', '/own cg cgroup2 rw'],
    ['8:pids:/other', '/own cg cgroup rw,pids'],
    ['0::/gone', '/ cg cgroup2 rw'],
  ])('outside of what is visible: %s below the mount %s', async (groups, mount) => {
    const files = { 'cg/pids.max': '5', 'other/pids.max': '6', 'cg/other/pids.max': '7' }
    expect(await captured({ groups, mounts: [mount], files })).toEqual([
      'no control group with a limit of memory or tasks is visible here',
    ])
  })
})
