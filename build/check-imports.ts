/** `npm run imports [-- ROOT]`: checks every TypeScript file against build/import-rules.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { parseSync } from 'vite'
import { layers, type Layer } from './import-rules.ts'
import { root as projectRoot } from './paths.ts'

const SOURCE_FOLDERS = ['shared', 'electron', 'renderer', 'test', 'build']
/** Layers that no other layer's wildcard reaches: nothing imports tests or tools. */
const unreachable = new Set(['test', 'build'])
const builtin = new Set(builtinModules)

export interface Violation {
  /** Relative to the root, with `/`. */
  file: string
  /** 1-based. */
  line: number
  message: string
}

interface ImportedModule {
  specifier: string
  /** Every name of the statement is a type. */
  typeOnly: boolean
  offset: number
}

/** All violations below `root`, in order of files. @throws never for a file that does not parse: that is a violation */
export function checkImports(root: string): Violation[] {
  return sourceFiles(root).flatMap((file) => checkFile(root, file))
}

function sourceFiles(root: string): string[] {
  return SOURCE_FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
        .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('test/fixtures/'))
        .toSorted()
    } catch {
      // A tree without this folder.
      return []
    }
  })
}

function checkFile(root: string, file: string): Violation[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length
  const layer = layerOf(file)
  if (layer === undefined) return [{ file, line: 1, message: 'belongs to no layer of build/import-rules.ts' }]
  const { imports, error } = importsOf(file, text)
  if (error !== undefined) return [{ file, line: 1, message: `does not parse: ${error}` }]
  return imports.flatMap((imported) => {
    const message = judge(file, layer, imported)
    return message === undefined ? [] : [{ file, line: lineOf(imported.offset), message }]
  })
}

/** Static and dynamic imports, re-exports and `import('x').T` types. */
function importsOf(file: string, text: string): { imports: ImportedModule[]; error?: string } {
  const { module, program, errors } = parseSync(file, text)
  const [error] = errors
  if (error !== undefined) return { imports: [], error: error.message }
  const imports: ImportedModule[] = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    offset: start,
  }))
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, isType, start } of entries)
      if (moduleRequest) imports.push({ specifier: moduleRequest.value, typeOnly: isType, offset: start })
  if (/\bimport\s*\(/.test(text)) collectCalls(program, imports)
  return { imports }
}

/** `import('x')` as an expression or in a type. One whose argument is computed imports what nobody can check: it is reported. */
function collectCalls(node: unknown, into: ImportedModule[]): void {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const item of node) collectCalls(item, into)
    return
  }
  const { type, source, start } = node as { type?: unknown; source?: { value?: unknown }; start?: number }
  if (type === 'ImportExpression' || type === 'TSImportType')
    into.push({
      specifier: typeof source?.value === 'string' ? source.value : '',
      typeOnly: type === 'TSImportType',
      offset: start ?? 0,
    })
  for (const value of Object.values(node)) collectCalls(value, into)
}

/** What is wrong with the import, or undefined. */
function judge(file: string, layer: Layer, { specifier, typeOnly }: ImportedModule): string | undefined {
  if (specifier === '') return layer.name === 'build' || layer.name === 'test' ? undefined : 'imports a computed name'
  if (!specifier.startsWith('.')) return judgePackage(layer, specifier)
  const target = path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''))
  const targetLayer = layerOf(target)
  if (targetLayer === undefined) return `imports ${target}, which belongs to no layer`
  // Between themselves the parts of shared keep their order; everybody else may name its types.
  if (typeOnly && isShared(targetLayer) && !isShared(layer)) return undefined
  if (targetLayer === layer) {
    const foreign = layer.isolated && neighbourhood(layer, file) !== neighbourhood(layer, target)
    return foreign ? `imports its neighbour ${target}; parts of ${layer.name} do not know each other` : undefined
  }
  const allowed =
    layer.may.some((name) => matches(name, targetLayer.name)) &&
    !(unreachable.has(targetLayer.name) && !unreachable.has(layer.name))
  return allowed ? undefined : `${layer.name} may not import ${targetLayer.name} (${target})`
}

function judgePackage(layer: Layer, specifier: string): string | undefined {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const isNode = name.startsWith('node:') || builtin.has(name)
  const allowed = layer.packages?.some((entry) => (isNode ? entry === 'node:' : matches(entry, name)))
  return allowed ? undefined : `${layer.name} may not import the package ${isNode ? specifier : name}`
}

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

const isShared = (layer: Layer): boolean => layer.name.startsWith('shared/')

const prefixOf = (layer: Layer, file: string): string | undefined =>
  layer.files.find((prefix) => (prefix.endsWith('/') ? file.startsWith(prefix) : file === prefix))

const layerOf = (file: string): Layer | undefined => layers.find((layer) => prefixOf(layer, file) !== undefined)

/** The folder or file right below the layer's prefix. */
function neighbourhood(layer: Layer, file: string): string {
  return file.slice(prefixOf(layer, file)?.length).split('/')[0] ?? ''
}

if (import.meta.main) {
  const violations = checkImports(path.resolve(process.argv[2] ?? projectRoot))
  for (const { file, line, message } of violations) process.stdout.write(`${file}:${line}: ${message}\n`)
  process.stdout.write(violations.length === 0 ? 'import directions: ok\n' : `${violations.length} violations\n`)
  process.exitCode = violations.length === 0 ? 0 : 1
}
