import { useState } from 'react'
import type { MapInputs, WhatIf } from '../../../shared/model/what-if.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { mapsFor } from '../../../shared/display/what-if.ts'

const fields: readonly { key: keyof MapInputs; label: string; step: number }[] = [
  { key: 'partitions', label: 'Partitions', step: 1 },
  { key: 'segmentsPerPartition', label: 'Segments each', step: 0.01 },
  { key: 'mapsPerSegment', label: 'Maps a segment', step: 1 },
  { key: 'threads', label: 'Threads', step: 1 },
  { key: 'mapsPerThread', label: 'Maps a thread', step: 0.01 },
  { key: 'base', label: 'All other maps', step: 1 },
  { key: 'reserve', label: 'Reserve (1 = as much again)', step: 0.1 },
]

interface WhatIfCalculatorProps {
  /** Of the process itself: where the fields begin, and go back to. */
  measured: WhatIf
}

/** Which vm.max_map_count a process of another shape would need. */
export function WhatIfCalculator({ measured }: WhatIfCalculatorProps) {
  const [typed, setTyped] = useState<Partial<Record<keyof MapInputs, string>>>({})
  const inputs = { ...measured.inputs }
  for (const { key } of fields) if (typed[key] !== undefined) inputs[key] = Number(typed[key])
  const { maps, recommended, steps } = mapsFor(inputs)
  return (
    <div className="what-if">
      <div className="what-if-fields">
        {fields.map(({ key, label, step }) => (
          <label key={key}>
            <span>{label}</span>
            <input
              type="number"
              min={0}
              step={step}
              value={typed[key] ?? String(Math.round(measured.inputs[key] * 100) / 100)}
              onChange={({ currentTarget: { value } }) => setTyped((all) => ({ ...all, [key]: value }))}
            />
          </label>
        ))}
        <button type="button" disabled={Object.keys(typed).length === 0} onClick={() => setTyped({})}>
          As measured
        </button>
      </div>
      <p className="what-if-result" role="status">
        {formatCount(maps)} mappings: vm.max_map_count = {recommended}
      </p>
      <ol className="selectable">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}
