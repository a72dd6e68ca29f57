import { expect, test } from 'vitest'
import { createGrants, type GrantMessage } from '../../../electron/main/grants.ts'
import { Grant } from '../../../shared/rpc/desktop.ts'

function setUp() {
  const told: GrantMessage[] = []
  return { told, grants: createGrants((message) => told.push(message)) }
}

test('the engine knows the paths before the page knows the handle; the page never sees a path', () => {
  const { told, grants } = setUp()
  const grant = grants.give(['/home/me/dumps/broker 1.zip', '/home/me/gc.log'], 1)
  expect(told).toEqual([
    { type: 'grant', handle: grant.handle, paths: ['/home/me/dumps/broker 1.zip', '/home/me/gc.log'] },
  ])
  expect(grant.names).toEqual(['broker 1.zip', 'gc.log'])
  expect(Grant.parse(grant)).toEqual(grant)
  expect(JSON.stringify(grant)).not.toContain('/home')
})

test('handles cannot be guessed or mistaken', () => {
  const { grants } = setUp()
  const handles = Array.from({ length: 200 }, () => grants.give(['/a'], 1).handle)
  expect(new Set(handles).size).toBe(200)
  for (const handle of handles) expect(handle).toMatch(/^[\w-]{32}$/)
})

test('a restarted engine is told of every living grant, in order; those of a closed window are forgotten', () => {
  const { told, grants } = setUp()
  const first = grants.give(['/a'], 1)
  grants.give(['/b'], 2)
  const third = grants.give(['/c'], 1)
  grants.revoke(2)
  told.length = 0
  grants.resend()
  expect(told.map(({ handle, paths }) => [handle, paths])).toEqual([
    [first.handle, ['/a']],
    [third.handle, ['/c']],
  ])
})

test('what the caller does to its list afterwards changes nothing', () => {
  const { told, grants } = setUp()
  const paths = ['/a']
  grants.give(paths, 1)
  paths.push('/etc/passwd')
  grants.resend()
  expect(told[1]?.paths).toEqual(['/a'])
})
