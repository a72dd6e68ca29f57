/** The call path as swim lanes. Pure. */
import type { CallPathLayer, CallPathStep, Gate, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import type { CallPathView } from '../../state/call-path-view.ts'

export const layerTitles: Record<CallPathLayer, string> = {
  application: 'Application',
  jdk: 'JDK',
  jni: 'JNI',
  hotspot: 'HotSpot',
  libc: 'libc',
  kernel: 'Kernel',
}

export interface Lane {
  layer: CallPathLayer
  steps: { step: CallPathStep; index: number }[]
}

/** Steps in order; a lane ends where the layer changes, so a layer entered twice has two lanes. */
export function lanes(path: readonly CallPathStep[]): Lane[] {
  const result: Lane[] = []
  for (const [index, step] of path.entries()) {
    const last = result.at(-1)
    if (last?.layer === step.layer) last.steps.push({ step, index })
    else result.push({ layer: step.layer, steps: [{ step, index }] })
  }
  return result
}

/** `map_count > max_map_count · 65 531 > 65 530 → ENOMEM` */
export function gateText({ condition, values, errno, holds }: Gate): string {
  const numbers = values === '' ? condition : `${condition} · ${values}`
  return holds === true && errno !== null ? `${numbers} → ${errno}` : numbers
}

export function gateTone({ holds }: Gate): 'failed' | 'passed' | 'open' {
  return holds === null ? 'open' : holds ? 'failed' : 'passed'
}

/** The ways that there are steps of. */
export function callPathViews(process: ProcessAnalysis | null): CallPathView[] {
  const views: CallPathView[] = []
  if ((process?.callPath ?? []).length > 0) views.push('refusal')
  if ((process?.explicitGcPath ?? []).length > 0) views.push('map-retry')
  return views
}

export const viewTitles: Record<CallPathView, string> = { refusal: 'the refusal', 'map-retry': 'to System.gc()' }
export const viewTips: Record<CallPathView, string> = {
  refusal: 'From the code that ran to the check that refused it',
  'map-retry': 'How FileChannel.map, refused a mapping, comes to call System.gc(), and tries again',
}
