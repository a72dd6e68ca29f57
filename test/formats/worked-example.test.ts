/** The worked example of electron/engine/formats/README.md, done as it says in a copy of the tree: it must not rot. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { formats } from '../../electron/engine/formats/index.ts'
import { claimOf } from '../support/claim.ts'

const root = path.resolve(import.meta.dirname, '../..')
const readme = readFileSync(path.join(root, 'electron/engine/formats/README.md'), 'utf8')
const example = readme.slice(readme.indexOf('## A worked example'))
const [sample = '', source = '', lines = ''] = [...example.matchAll(/```(?:ts|text)\n(.*?)```/gs)].map(
  (match) => match[1] ?? '',
)
// Below the root, where its node_modules are found.
mkdirSync(path.join(root, '.cache'), { recursive: true })
const copy = mkdtempSync(path.join(root, '.cache/worked-example-'))

afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Steps 2 and 3. */
function follow(): void {
  for (const part of ['electron/engine/formats', 'electron/engine/ingest', 'shared/model', 'test/support'])
    cpSync(path.join(root, part), path.join(copy, part), { recursive: true })
  writeFileSync(path.join(copy, 'package.json'), '{ "type": "module" }')
  const folder = path.join(copy, 'electron/engine/formats')
  mkdirSync(path.join(folder, 'hostnamectl'))
  writeFileSync(path.join(folder, 'hostnamectl/index.ts'), source)
  const [importLine = '', entry = ''] = lines.split('\n')
  const list = readFileSync(path.join(folder, 'index.ts'), 'utf8')
  writeFileSync(path.join(folder, 'index.ts'), `${importLine}\n${list.replace('  text,\n', `${entry}\n  text,\n`)}`)
}

/** What the formats of the copy make of the sample, in a process of its own. */
function read(): unknown {
  const script = `
    import { formats } from './electron/engine/formats/index.ts'
    import { claimOf } from './test/support/claim.ts'
    import { feed } from './test/support/feed.ts'
    const bytes = new TextEncoder().encode(${JSON.stringify(sample)})
    const { equals, confidence, id } = claimOf(formats, bytes)
    const { records, issues } = feed(formats.find((format) => format.id === id), bytes)
    const facts = records.filter(({ kind }) => kind === 'fact').map(({ key, value }) => [key, value])
    console.log(JSON.stringify({ equals, confidence, facts, issues }))`
  writeFileSync(path.join(copy, 'read.ts'), script)
  return JSON.parse(execFileSync(process.execPath, ['read.ts'], { cwd: copy, encoding: 'utf8' }))
}

describe('the worked example', () => {
  it('is of a file that no format knows yet', () => {
    expect(sample.split('\n')).toHaveLength(6)
    expect(claimOf(formats, new TextEncoder().encode(sample)).id).toBe('text')
  })

  it('adds a format that claims it alone and reads it', () => {
    follow()
    expect(read()).toEqual({
      equals: ['hostnamectl'],
      confidence: 'certain',
      facts: [
        ['host.name', 'kafka-broker-13'],
        ['os.name', 'Debian GNU/Linux 12 (bookworm)'],
        ['os.arch', 'x86-64'],
      ],
      issues: [],
    })
  })
})
