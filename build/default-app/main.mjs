// Starts the app folder named on the command line, as the default app of Electron's releases does: `[-r MODULE] FOLDER`.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

let named
const words = process.argv.slice(1)
for (let at = 0; at < words.length && named === undefined; at++) {
  // Test drivers load a module of theirs before the app.
  if (words[at] === '-r') createRequire(import.meta.url)(path.resolve(words[++at]))
  else if (!words[at].startsWith('-')) named = words[at]
}
if (named === undefined) {
  console.error(`Electron ${process.versions.electron}: name an app folder`)
  process.exit(2)
}
const folder = path.resolve(named)
const manifestFile = path.join(folder, 'package.json')
const manifest = existsSync(manifestFile) ? JSON.parse(readFileSync(manifestFile, 'utf8')) : undefined
if (manifest === undefined) {
  console.error(`Electron ${process.versions.electron}: no package.json in ${folder}`)
  process.exit(2)
}
app.setVersion(manifest.version ?? '0.0.0')
app.name = manifest.productName ?? manifest.name ?? 'Electron'
app.setPath('userData', path.join(app.getPath('appData'), app.name))
app.setPath('crashDumps', path.join(app.getPath('userData'), 'Crashpad'))
app.setAppPath(folder)
await import(pathToFileURL(path.join(folder, manifest.main ?? 'index.js')).href)
