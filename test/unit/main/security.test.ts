import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { contentSecurityPolicy } from '../../../electron/main/security/csp.ts'
import { isAllowedExternal, isAllowedNavigation } from '../../../electron/main/security/navigation.ts'
import { isAllowedRequest } from '../../../electron/main/security/network.ts'
import { appOrigin, isOfOrigin, trustedOrigin } from '../../../electron/main/security/origin.ts'
import { isGranted } from '../../../electron/main/security/permissions.ts'
import { resolveAsset } from '../../../electron/main/security/protocol.ts'
import { assertTrustedSender } from '../../../electron/main/security/sender.ts'

// The modules name Electron for their effects; only their decisions are tested here.
vi.mock('electron', () => ({ protocol: {}, shell: {} }))

const devOrigin = trustedOrigin('http://localhost:5199/')

describe('files of the page', () => {
  const root = path.resolve('/srv/app/renderer')
  test.each([
    ['app://ui/index.html', 'index.html'],
    ['app://ui/assets/a%20b.js?v=1#x', 'assets/a b.js'],
    ['app://ui/assets/../index.html', 'index.html'],
    // A URL parser resolves dots before anybody sees them, encoded ones too: that is no escape.
    ['app://ui/%2e%2e/main/index.js', 'main/index.js'],
    ['app://ui/..renderer.js', '..renderer.js'],
  ])('%s', (url, file) => {
    expect(resolveAsset(root, url)).toBe(path.join(root, file))
  })
  test.each([
    'app://ui/',
    'app://ui/..%2frenderer-secret/x.js',
    'app://ui/%2e%2e%2f%2e%2e%2fetc/passwd',
    'app://ui/a/%2e%2e/%2e%2e%2fx',
    'app://ui/..%5cmain%5cindex.js',
    'app://ui/index.html%00.js',
    'app://ui/%ff',
    'app://other/index.html',
    'app://ui@other/index.html',
    'file:///etc/passwd',
    'http://ui/index.html',
    'not a url',
  ])('refuses %s', (url) => {
    expect(resolveAsset(root, url)).toBeUndefined()
  })
  test('a sibling folder whose name begins alike is outside', () => {
    expect(resolveAsset(root, 'app://ui/..%2frenderer-secret/x.js')).toBeUndefined()
  })
})

describe('senders', () => {
  const top = { url: 'app://ui/index.html', parent: null }
  test('our page in the top frame may call', () => {
    expect(() => assertTrustedSender(top, appOrigin)).not.toThrow()
    expect(() => assertTrustedSender({ url: 'http://localhost:5199/', parent: null }, devOrigin)).not.toThrow()
  })
  test.each([
    ['a frame that is gone', null],
    ['a sub-frame', { ...top, parent: top }],
    ['a foreign page', { url: 'https://example.org/', parent: null }],
    ['the dev server in production', { url: 'http://localhost:5199/', parent: null }],
    ['another host', { url: 'app://other/index.html', parent: null }],
    ['a host that only begins alike', { url: 'app://ui.example/index.html', parent: null }],
    ['credentials in the address', { url: 'app://user@ui/index.html', parent: null }],
    ['an empty document', { url: '', parent: null }],
    ['about:blank', { url: 'about:blank', parent: null }],
  ])('%s may not', (_who, frame) => {
    expect(() => assertTrustedSender(frame, appOrigin)).toThrow('refused')
  })
})

test('the only navigation is a reload', () => {
  expect(isAllowedNavigation('app://ui/index.html#source', appOrigin)).toBe(true)
  expect(isAllowedNavigation('app://ui/other.html', appOrigin)).toBe(false)
  expect(isAllowedNavigation('app://ui/index.html?x', appOrigin)).toBe(false)
  expect(isAllowedNavigation('https://example.org/#app://ui/index.html', appOrigin)).toBe(false)
})

test.each([
  ['https://docs.kernel.org/admin-guide/sysctl/vm.html', true],
  ['https://bugs.openjdk.org/browse/JDK-8207851', true],
  ['http://docs.kernel.org/', false],
  ['https://docs.kernel.org.evil.example/', false],
  ['https://docs.kernel.org@evil.example/', false],
  ['https://user:word@docs.kernel.org/', false],
  ['https://docs.kernel.org:8443/', false],
  ['https://github.com/openjdk/../evil/', false],
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
  ['', false],
])('opening %s in the browser: %s', (url, allowed) => {
  expect(isAllowedExternal(url)).toBe(allowed)
})

test('requests stay on this machine', () => {
  for (const url of ['app://ui/index.html', 'devtools://devtools/bundled/x.js', 'data:image/png;base64,AA=='])
    expect(isAllowedRequest(url, appOrigin)).toBe(true)
  for (const url of [
    'https://example.org/',
    'http://localhost:5199/',
    'ws://localhost:5199/',
    'file:///etc/passwd',
    'blob:x',
    '',
  ])
    expect(isAllowedRequest(url, appOrigin)).toBe(false)
  expect(isAllowedRequest('ws://localhost:5199/', devOrigin)).toBe(true)
  expect(isAllowedRequest('http://localhost:5200/', devOrigin)).toBe(false)
})

test('permissions: copying text in our page, nothing else', () => {
  expect(isGranted('clipboard-sanitized-write', 'app://ui/index.html', appOrigin)).toBe(true)
  expect(isGranted('clipboard-sanitized-write', 'https://example.org/', appOrigin)).toBe(false)
  expect(isGranted('clipboard-read', 'app://ui/index.html', appOrigin)).toBe(false)
  expect(isGranted('openExternal', 'app://ui/index.html', appOrigin)).toBe(false)
})

test('origins', () => {
  expect(trustedOrigin(undefined)).toBe(appOrigin)
  expect(isOfOrigin('app://ui/x', appOrigin)).toBe(true)
  expect(isOfOrigin('app:ui', appOrigin)).toBe(false)
})

test('the policy has no eval, no inline script, no network', () => {
  expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|blob:|https?:|ws:|\*/)
})
