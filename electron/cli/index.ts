/**
 * The command line: the same engine in plain Node. stdout carries only the result, progress goes to stderr.
 * Exit codes: 0 analysed and nothing failed, 1 a failure was diagnosed, 2 bad usage or nothing readable.
 */
import { Command, CommanderError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { analyze } from './analyze.ts'

// By name it could be imported from a bundle only: Node gives JSON a default export and no others.
const { version } = manifest

/** Also for an error of our own: nothing was analysed. */
const BAD_USAGE = 2

function commandLine(): Command {
  const program = new Command('mortem')
    .description('Says why a JVM was refused memory, a mapping or a thread, from its dump bundle.')
    .version(version)
    .exitOverride()
    .showHelpAfterError()
  program
    .command('analyze')
    .description('analyse bundles (folders, archives, single files) as one case')
    .argument('<path...>', 'what to open')
    .option('--json', 'print the result as JSON (schema 1)')
    .addHelpText('after', '\nExit code: 0 nothing failed, 1 a failure was diagnosed, 2 bad usage or nothing readable.')
    .action(async (paths: string[], options: { json?: true }) => {
      process.exitCode = await analyze(paths, { json: options.json === true, version })
    })
  return program
}

try {
  await commandLine().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version end by "error" too; theirs is code 0.
    process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE
  } else {
    // Not 1, which says that a failure was diagnosed.
    process.stderr.write(`mortem: internal error\n${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = BAD_USAGE
  }
}
