/**
 * The command line: the same engine in plain Node. stdout carries only the result, progress goes to stderr.
 * Exit codes: 0 analysed and nothing failed, 1 a failure was diagnosed, 2 bad usage or nothing readable.
 */
import { Command, CommanderError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { metricRoles } from '../../shared/model/metric-roles.ts'
import { analyze } from './analyze.ts'
import type { CorrectionOptions } from './corrections.ts'

// By name it could be imported from a bundle only: Node gives JSON a default export and no others.
const { version } = manifest

/** Also for an error of our own: nothing was analysed. */
const BAD_USAGE = 2

const HELP = `
An artifact is named by its path in the bundle, as --json lists it, or by the end of that path; * stands for every one
that the correction can be of. --json says of each artifact where its times come from (timeBase) and how its columns
are taken (columns).

  mortem analyze bundle.zip --time-zone server.log=Asia/Shanghai --clock-shift 'gc.log=-45s'
  mortem analyze bundle.zip --role 'metrics.csv:open maps=map-count' --role 'metrics.csv:RSS=rss:MiB'

Exit code: 0 nothing failed, 1 a failure was diagnosed, 2 bad usage or nothing readable.`

function collected(text: string, before: string[]): string[] {
  return [...before, text]
}

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
    .option(
      '--time-zone <artifact=zone>',
      'zone of times that are printed without one: +08:00, Asia/Shanghai (repeatable)',
      collected,
      [],
    )
    .option(
      '--clock-shift <artifact=duration>',
      'added to every time, where the clock of a host was off: 45s, -1h30m (repeatable)',
      collected,
      [],
    )
    .option(
      '--start <artifact=time>',
      'when the seconds of a log without dates began: 2026-11-22T08:46:17Z (repeatable)',
      collected,
      [],
    )
    .option(
      '--role <artifact:column=role[:unit]>',
      `what a column of a metrics export measures: ${metricRoles.join(', ')}, ignore (repeatable)`,
      collected,
      [],
    )
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: CorrectionOptions & { json?: true }) => {
      const { json, ...corrections } = options
      process.exitCode = await analyze(paths, { json: json === true, version, corrections })
    })
  return program
}

/** Of the process: reads its arguments, sets its exit code. */
export async function run(): Promise<void> {
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
}
