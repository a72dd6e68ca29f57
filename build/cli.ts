/** `npm run mortem -- ARGUMENTS`: the command line tool, built if it is stale, run in this process. */
import { pathToFileURL } from 'node:url'
import { buildBundles } from './build.ts'
import { inRoot, logToStderr } from './paths.ts'

// npm changes to the project's folder; the paths the user typed are relative to where they typed them.
if (process.env['npm_lifecycle_event'] !== undefined && process.env['INIT_CWD'] !== undefined)
  process.chdir(process.env['INIT_CWD'])

/** Codes 0 and 1 are verdicts; a tool that cannot be built has none. */
const NOT_RUN = 2

try {
  await buildBundles(['cli'])
  const cli = inRoot('dist/cli/index.cjs')
  process.argv = [process.execPath, cli, ...process.argv.slice(2)]
  await import(pathToFileURL(cli).href)
} catch (error) {
  logToStderr(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exitCode = NOT_RUN
}
