import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { MapInputs, WhatIf } from '../../../shared/model/what-if.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { mapsFor } from '../../../shared/display/what-if.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { blank, fields, fitWords, typedInputs } from './what-if-model.ts'

interface WhatIfCalculatorProps {
  /** Of the process itself: where the fields begin, and go back to; null where nothing was counted. */
  measured: WhatIf | null
  /** The limit that holds now, if it is known. */
  limit: number | null
  onClose: () => void
}

/** Which vm.max_map_count a process of another shape would need. Escape closes it. */
export function WhatIfCalculator({ measured, limit, onClose }: WhatIfCalculatorProps) {
  const start = (measured ?? blank).inputs
  const first = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<Partial<Record<keyof MapInputs, string>>>({})
  useEffect(() => first.current?.focus(), [])
  const result = mapsFor(typedInputs(start, typed))
  const fit = fitWords(result, limit)
  const setting = `vm.max_map_count = ${result.recommended}`
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onClose()
  }
  return (
    // Escape is for all of its fields.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="what-if" onKeyDown={onKeyDown}>
      {measured === null ? (
        <p className="what-if-hint">Nothing counted the mappings of this process: type the shape it has.</p>
      ) : null}
      <div className="what-if-fields">
        {fields.map(({ key, label, step, hint }, index) => (
          <label key={key} title={hint}>
            <span>{label}</span>
            <input
              ref={index === 0 ? first : null}
              type="number"
              min={0}
              step={step}
              value={typed[key] ?? String(Math.round(start[key] * 100) / 100)}
              data-changed={typed[key] === undefined ? undefined : ''}
              onFocus={({ currentTarget }) => currentTarget.select()}
              onChange={({ currentTarget: { value } }) => setTyped((all) => ({ ...all, [key]: value }))}
            />
          </label>
        ))}
        <button
          type="button"
          className="button small"
          disabled={Object.keys(typed).length === 0}
          onClick={() => setTyped({})}
        >
          {measured === null ? 'Clear' : 'As measured'}
        </button>
      </div>
      <div className="what-if-answer">
        <p className="what-if-result" role="status">
          {formatCount(result.maps)} mappings: {setting}
        </p>
        <CopyButton text={setting} label={`Copy ${setting}`} />
      </div>
      {fit === null ? null : <p className={fit.fits ? 'what-if-fits' : 'what-if-over'}>{fit.words}</p>}
      <ol className="selectable" aria-label="Derivation">
        {result.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}
