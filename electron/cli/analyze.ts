import type { CaseSummary } from '../../shared/model/case.ts'
import { toAnalysisJson } from '../../shared/model/analysis-json.ts'
import { analyseProcess } from '../engine/analyse.ts'
import { CorrectionError } from '../engine/corrections/check.ts'
import { formats } from '../engine/formats/index.ts'
import { CancelledError, NothingReadableError } from '../engine/ingest/index.ts'
import { openCase } from '../engine/open-case.ts'
import { openTemporaryLibrary } from '../engine/store/library.ts'
import { correctionsFrom, hasCorrections, type CorrectionOptions } from './corrections.ts'
import { exitCodeOf } from './exit-code.ts'
import { terminalProgress } from './progress.ts'
import { renderCase } from './render-text.ts'
import { paletteFor } from './terminal.ts'

/** As a shell reports death by SIGINT. */
const INTERRUPTED = 130
const NOTHING_READABLE = 2
const BAD_USAGE = 2
/** Longer lines are hard to read; shorter terminals wrap them anyway. */
const WIDEST = 110

export interface AnalyzeOptions {
  json: boolean
  version: string
  corrections: CorrectionOptions
}

/** Analyses `paths` as one case and prints the result on stdout. Returns the exit code. */
export async function analyze(paths: readonly string[], options: AnalyzeOptions): Promise<number> {
  const { json, version, corrections } = options
  const cancel = new AbortController()
  const interrupt = (): void => cancel.abort()
  process.once('SIGINT', interrupt)
  const progress = terminalProgress(process.stderr)
  const library = openTemporaryLibrary()
  try {
    const opened = await openCase(
      paths,
      { library, formats, analyseProcess },
      {
        signal: cancel.signal,
        onProgress: progress.show,
        ...(hasCorrections(corrections) ? { correct: (read, store) => correctionsFrom(corrections, read, store) } : {}),
      },
    )
    progress.clear()
    await print(json ? `${JSON.stringify(toAnalysisJson(opened, version), null, 2)}\n` : readable(opened))
    return exitCodeOf(opened)
  } catch (error) {
    progress.clear()
    if (error instanceof CancelledError) return INTERRUPTED
    if (!(error instanceof NothingReadableError || error instanceof CorrectionError)) throw error
    process.stderr.write(`mortem: ${error.message}\n`)
    return error instanceof CorrectionError ? BAD_USAGE : NOTHING_READABLE
  } finally {
    process.off('SIGINT', interrupt)
    library.close()
  }
}

function readable(opened: CaseSummary): string {
  const palette = paletteFor(process.stdout, process.env)
  return `${renderCase(opened, { palette, width: Math.min(process.stdout.columns ?? WIDEST, WIDEST) })}\n`
}

/** Waits until the text is out: a pipe takes 64 KiB at a time, and the process ends right after. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      // A reader that has seen enough (`| head`) is no failure.
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}
