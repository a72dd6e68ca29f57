import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { CaseSummary } from '../../shared/model/case.ts'

/** 0: analysed, nothing failed. 1: at least one process failed, known cause or not. 2: nothing was readable: empty, binary or refused. */
export function exitCodeOf({ processes, artifacts }: CaseSummary): 0 | 1 | 2 {
  if (artifacts.every(({ format, textBytes }) => format === 'unreadable' || format === 'binary' || textBytes === 0))
    return 2
  return processes.some(failed) ? 1 : 0
}

function failed({ verdict, victim, state }: ProcessAnalysis): boolean {
  if (verdict.rootCause === 'none' || verdict.rootCause === 'near-map-limit') return false
  // Undetermined is a failure only if something was seen to fail; a lone sysctl dump is not.
  return verdict.rootCause !== 'undetermined' || victim !== null || state === 'crashed'
}
