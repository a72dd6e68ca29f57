/** What a hostile page could try. Everything is tried for real: clicks, redirects, requests, eval, foreign callers. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inRoot } from '../../build/paths.ts'
import { expect, test, type Workbench } from './support/app.ts'

const ENTRY = 'app://ui/index.html'

/** A server on this machine, so that a request which is not blocked would succeed; it records what reaches it. */
async function listen(): Promise<{ server: Server; url: string; hits: string[] }> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.end('<title>outside</title>')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits }
}

let outside: Awaited<ReturnType<typeof listen>>
test.beforeAll(async () => {
  outside = await listen()
})
test.afterAll(() => {
  outside.server.close()
})
test.beforeEach(({ workbench }) => {
  outside.hits.length = 0
  expect(workbench.page.url()).toBe(ENTRY)
})

/** Records in main which navigations were asked for and whether they were refused; runs after the app's own listeners. */
async function watchNavigation({ app }: Workbench): Promise<() => Promise<[string, boolean][]>> {
  await app.evaluate(({ BrowserWindow }) => {
    const asked: [string, boolean][] = []
    Object.assign(globalThis, { asked })
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', (event) => {
      asked.push([event.url, event.defaultPrevented])
    })
  })
  return () => app.evaluate(() => (globalThis as unknown as { asked: [string, boolean][] }).asked)
}

/** Clicks, with the mouse, a link that fills the window. */
async function clickLink({ page }: Workbench, href: string, target = ''): Promise<void> {
  await page.evaluate(
    ([to, where]) => {
      const link = Object.assign(document.createElement('a'), { href: to, target: where, id: 'outside' })
      link.style.cssText = 'position:fixed;inset:0;z-index:99999'
      document.body.append(link)
    },
    [href, target] as [string, string],
  )
  await page.mouse.click(300, 300)
  await page.evaluate(() => document.getElementById('outside')?.remove())
}

async function expectStillHome({ page, app }: Workbench): Promise<void> {
  expect(await page.evaluate(() => location.href)).toBe(ENTRY)
  expect(app.windows()).toHaveLength(1)
  expect(outside.hits).toEqual([])
}

test('a clicked link does not leave the page', async ({ workbench }) => {
  const asked = await watchNavigation(workbench)
  await clickLink(workbench, 'file:///etc/passwd')
  await clickLink(workbench, `${outside.url}/click`)
  await expect.poll(asked).toContainEqual([`${outside.url}/click`, true])
  await expectStillHome(workbench)
})

test('a link for a new window opens none, and no browser', async ({ workbench }) => {
  await workbench.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = (url) => Promise.resolve(void opened.push(url))
  })
  await clickLink(workbench, `${outside.url}/blank`, '_blank')
  await clickLink(workbench, 'https://docs.kernel.org.evil.example/', '_blank')
  await clickLink(workbench, 'https://docs.kernel.org/admin-guide/sysctl/vm.html', '_blank')
  await expectStillHome(workbench)
  const opened = await workbench.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  expect(opened).toEqual(['https://docs.kernel.org/admin-guide/sysctl/vm.html'])
})

test('scripted navigation, redirects and frames go nowhere', async ({ workbench }) => {
  const { page, app } = workbench
  const asked = await watchNavigation(workbench)
  const popup = await page.evaluate((url) => {
    const opened = window.open(`${url}/popup`)
    const refresh = { httpEquiv: 'refresh', content: `0;url=${url}/refresh` }
    document.head.append(Object.assign(document.createElement('meta'), refresh))
    return opened
  }, outside.url)
  expect(popup).toBeNull()
  await expect.poll(asked).toContainEqual([`${outside.url}/refresh`, true])
  await page.evaluate((url) => location.assign(`${url}/assign`), outside.url)
  await expect.poll(asked).toContainEqual([`${outside.url}/assign`, true])
  // A frame is refused by the page's own policy already; nothing may arrive from it.
  await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', resolve, { once: true })
        document.body.append(Object.assign(document.createElement('iframe'), { src: `${url}/frame` }))
      }),
    outside.url,
  )
  // Not even main gets redirected out: the session refuses the request that a redirect would follow.
  const loaded = await app.evaluate(
    ({ BrowserWindow }, url) =>
      BrowserWindow.getAllWindows()[0]
        ?.loadURL(`${url}/redirect`)
        .then(
          () => 'loaded',
          () => 'refused',
        ),
    outside.url,
  )
  expect(loaded).toBe('refused')
  expect(outside.hits).toEqual([])
})

test('no request leaves the machine, whoever makes it', async ({ workbench }) => {
  const fromPage = await workbench.page.evaluate(async (url) => {
    const attempts = {
      fetch: fetch(`${url}/fetch`),
      socket: new Promise((resolve, reject) => {
        const socket = new WebSocket(url.replace('http', 'ws'))
        socket.addEventListener('open', resolve)
        socket.addEventListener('error', () => reject(new Error('refused')))
      }),
      image: new Promise((resolve, reject) => {
        const image = new Image()
        image.addEventListener('load', resolve)
        image.addEventListener('error', () => reject(new Error('refused')))
        image.src = `${url}/image`
      }),
    }
    const outcomes = await Promise.allSettled(Object.values(attempts))
    return { outcomes: outcomes.map(({ status }) => status), beacon: navigator.sendBeacon(`${url}/beacon`) }
  }, outside.url)
  expect(fromPage.outcomes).toEqual(['rejected', 'rejected', 'rejected'])
  // Without the page's policy in the way: the session itself refuses.
  const fromMain = await workbench.app.evaluate(async ({ net, session }, url) => {
    const attempts = [
      net.fetch(`${url}/main`),
      session.defaultSession.fetch(`${url}/session`),
      session.defaultSession.resolveHost('localhost'),
    ]
    const outcomes = (await Promise.allSettled<unknown>(attempts)).map(({ status }) => status)
    return { outcomes, file: (await net.fetch('file:///etc/hostname')).status }
  }, outside.url)
  expect(fromMain).toEqual({ outcomes: ['rejected', 'rejected', 'rejected'], file: 403 })
  expect(outside.hits).toEqual([])
})

test('eval and inline scripts are refused by the policy', async ({ workbench }) => {
  const { page } = workbench
  const outcome = await page.evaluate(() => {
    const attempt = (run: () => unknown): string => {
      try {
        run()
        return 'ran'
      } catch (error) {
        return (error as Error).name
      }
    }
    const inline = Object.assign(document.createElement('script'), { textContent: 'window.inlineRan = true' })
    document.body.append(inline)
    // A timer keeps the page's own realm: the inspector's may evaluate what it likes.
    return new Promise((resolve) => {
      setTimeout(() =>
        resolve({
          // oxlint-disable-next-line no-eval
          eval: attempt(() => (0, eval)('1')),
          // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval
          function: attempt(() => new Function('return 1')()),
          inline: 'inlineRan' in window,
        }),
      )
    })
  })
  expect(outcome).toEqual({ eval: 'EvalError', function: 'EvalError', inline: false })
  const policy = await page.evaluate(() =>
    fetch('app://ui/index.html').then((a) => a.headers.get('content-security-policy')),
  )
  expect(policy).toContain("default-src 'none'; script-src 'self';")
  expect(policy).not.toContain('unsafe-eval')
})

test('the page has no Node, and the desktop offers what the contract lists', async ({ workbench }) => {
  const seen = await workbench.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron'].filter(
      (name) => name in window,
    ),
    desktop: Object.keys((window as unknown as { desktop: object }).desktop).toSorted(),
  }))
  expect(seen.node).toEqual([])
  expect(seen.desktop).toEqual([
    'connect',
    'drop',
    'initial',
    'onEvent',
    'open',
    'platform',
    'restartEngine',
    'versions',
  ])
  const preferences = await workbench.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webSecurity }
  })
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true })
})

test('calls that do not fit are rejected, not ignored', async ({ workbench }) => {
  const refusals = await workbench.page.evaluate(async () => {
    const { desktop } = window as unknown as {
      desktop: { open(kind: unknown): Promise<unknown>; drop(files: unknown): Promise<unknown> }
    }
    const outcomes = await Promise.allSettled([
      desktop.open('everything'),
      desktop.open({ path: '/etc/passwd' }),
      desktop.drop([]),
    ])
    return outcomes.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'answered'))
  })
  expect(refusals).toEqual([
    expect.stringContaining('desktop:open'),
    expect.stringContaining('desktop:open'),
    expect.stringContaining('desktop:drop'),
  ])
})

/** A page of another origin, a sub-frame's message and an unknown channel, with our own preload and with raw IPC. */
test('callers that are not our page are rejected', async ({ workbench }) => {
  const outcome = await workbench.app.evaluate(async ({ BrowserWindow }, preload) => {
    const foreign = new BrowserWindow({
      show: false,
      webPreferences: { preload, sandbox: true, contextIsolation: true },
    })
    await foreign.loadURL('data:text/html,<title>foreign</title>')
    const viaPreload: unknown = await foreign.webContents.executeJavaScript(
      'desktop.initial().then(() => "answered", (error) => error.message)',
    )
    foreign.destroy()
    return viaPreload
  }, inRoot('dist/preload/index.cjs'))
  expect(outcome).toContain('refused: foreign origin')
  const unknown = await workbench.app.evaluate(async ({ BrowserWindow }) => {
    const raw = new BrowserWindow({
      show: false,
      webPreferences: { nodeIntegration: true, contextIsolation: false, sandbox: false },
    })
    await raw.loadURL('app://ui/index.html')
    const answer: unknown = await raw.webContents.executeJavaScript(
      'require("electron").ipcRenderer.invoke("desktop:everything", null).then(() => "answered", (error) => error.message)',
    )
    const many: unknown = await raw.webContents.executeJavaScript(
      'require("electron").ipcRenderer.invoke("desktop:initial", null, null).then(() => "answered", (error) => error.message)',
    )
    raw.destroy()
    return [answer, many]
  })
  expect(unknown).toEqual([
    expect.stringContaining('No handler registered'),
    expect.stringContaining('one argument expected'),
  ])
})

test('permissions are denied', async ({ workbench }) => {
  const states = await workbench.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as PermissionName[]
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(states.filter((state) => state === 'granted')).toEqual([])
})
