/** The call path as swim lanes. Pure. */
import type { CallPathLayer, CallPathStep, Gate } from '../../../shared/model/analysis.ts'

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
