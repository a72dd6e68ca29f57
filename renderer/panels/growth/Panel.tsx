import { Calculator } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Growth } from '../../../shared/model/analysis.ts'
import { GrowthChart } from '../../charts/GrowthChart.tsx'
import { useProcess } from '../../state/current.ts'
import { sameSpan, select, useSelection } from '../../state/selection.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Pane } from '../../ui/Pane.tsx'
import { growthSummary, slopeDetail } from './model.ts'
import { WhatIfCalculator } from './WhatIfCalculator.tsx'
import './panel.css'

export function GrowthPanel() {
  const process = useProcess()
  const button = useRef<HTMLButtonElement>(null)
  const [calculating, setCalculating] = useState(false)
  const growth = process?.growth ?? null
  const shown = growth !== null && growth.points.length > 0 ? growth : null
  const ended = process?.state === 'crashed' || process?.state === 'ended'
  const close = (): void => {
    setCalculating(false)
    button.current?.focus()
  }
  return (
    <Pane
      title="Growth"
      lead={shown === null ? undefined : 'mappings over time, UTC'}
      trail={shown === null ? null : <span title={slopeDetail(shown)}>{growthSummary(shown, ended)}</span>}
      actions={
        process === null ? null : (
          <button
            ref={button}
            type="button"
            className="icon-button"
            aria-label="What if"
            title="What if: the limit that another shape of this process would need"
            aria-pressed={calculating}
            onClick={() => setCalculating(!calculating)}
          >
            <Calculator size={13} aria-hidden />
          </button>
        )
      }
    >
      {process !== null && calculating ? (
        <WhatIfCalculator
          key={process.process}
          measured={process.whatIf ?? null}
          limit={process.ledger?.limit ?? growth?.limit ?? null}
          onClose={close}
        />
      ) : shown === null ? (
        <Empty title="No map count over time">
          Listings of /proc/PID/maps or smaps taken at several times, a crash log with its mappings, or a metrics export
          with a map count column (CSV) would give it.
        </Empty>
      ) : (
        <Chart growth={shown} />
      )}
    </Pane>
  )
}

function Chart({ growth }: { growth: Growth }) {
  const span = useSelection((selection) => selection.span)
  return (
    <div className="growth-body">
      <GrowthChart
        growth={growth}
        isCurrent={({ citation }) => sameSpan(span, citation)}
        onSelect={({ citation }) => select(citation)}
      />
    </div>
  )
}
