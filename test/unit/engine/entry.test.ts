/** entry.ts as Electron runs it, with Electron's two objects (parentPort, a port) played by event emitters. */
import { EventEmitter } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import type { EngineHostMessage } from '../../../shared/rpc/desktop.ts'
import type { ClientMessage } from '../../../shared/rpc/protocol.ts'

const work = mkdtempSync(path.join(tmpdir(), 'mortem-test-'))
afterAll(() => rmSync(work, { recursive: true }))

class Page extends EventEmitter {
  started = false
  answers = new EventEmitter()

  start(): void {
    this.started = true
  }

  postMessage(message: { kind: string; id: number }): void {
    if (message.kind !== 'progress') this.answers.emit(String(message.id), structuredClone(message))
  }

  /** What the page's end of the channel does: sends a call, awaits its answer. */
  call(id: number, method: string, input: unknown): Promise<unknown> {
    const answered = new Promise((resolve) => this.answers.once(String(id), resolve))
    this.emit('message', { data: { kind: 'call', id, method, input } satisfies ClientMessage })
    return answered
  }
}

test('connect, grant, open, shut down', async () => {
  const bundle = path.join(work, 'maps.txt')
  writeFileSync(bundle, '7fe5f0202000-7fe5f02ff000 rw-p 00000000 00:00 0 \n'.repeat(9))
  const library = path.join(work, 'library')
  const parentPort = new EventEmitter()
  const host = (message: EngineHostMessage, ports: unknown[] = []): boolean =>
    parentPort.emit('message', { data: message, ports })
  Object.assign(process, { parentPort })
  process.argv.push(`--library=${library}`)
  const exited = new Promise((resolve) => {
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      resolve(code)
      return undefined as never
    })
  })
  await import('../../../electron/engine/entry.ts')

  const page = new Page()
  host({ type: 'connect' }, [page])
  expect(page.started).toBe(true)
  host({ type: 'grant', handle: 'a-handle-of-sixteen', paths: [bundle] })
  expect(await page.call(1, 'engine.info', null)).toMatchObject({ kind: 'result', value: { library } })
  expect(await page.call(2, 'case.open', { handle: 'a-handle-of-sixteen' })).toMatchObject({
    kind: 'result',
    value: { title: 'maps.txt', artifacts: [{ lines: 9 }] },
  })
  expect(await page.call(3, 'case.open', { handle: 'made-up' })).toMatchObject({ kind: 'error', code: 'not-granted' })
  expect(await page.call(4, 'case.close', null)).toMatchObject({ kind: 'error', code: 'unknown-method' })

  // A page that is loaded anew comes with a new port; the old one is closed.
  page.emit('close')
  const reloaded = new Page()
  host({ type: 'connect' }, [reloaded])
  expect(await reloaded.call(1, 'case.recent', null)).toMatchObject({ kind: 'result', value: [{ title: 'maps.txt' }] })

  host({ type: 'shutdown' })
  expect(await exited).toBe(0)
  expect(existsSync(path.join(library, 'user.db-wal'))).toBe(false)
})
