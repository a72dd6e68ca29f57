import { Calculator } from 'lucide-react'
import { useState } from 'react'
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
  const growth = process?.growth ?? null
  const whatIf = process?.whatIf ?? null
  const [calculating, setCalculating] = useState(false)
  const span = useSelection((selection) => selection.span)
  if (growth === null || growth.points.length === 0)
    return (
      <Pane title="Growth">
        <Empty title="No map count over time">
          Listings of /proc/PID/maps or smaps taken at several times, a crash log with its mappings, or a metrics export
          with a map count column (CSV) would give it.
        </Empty>
      </Pane>
    )
  return (
    <Pane
      title="Growth"
      lead="mappings over time, UTC"
      trail={<span title={slopeDetail(growth)}>{growthSummary(growth)}</span>}
      actions={
        whatIf === null ? null : (
          <button
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
      {calculating && whatIf !== null ? (
        <WhatIfCalculator key={process?.process} measured={whatIf} />
      ) : (
        <div className="growth-body">
          <GrowthChart
            growth={growth}
            isCurrent={({ citation }) => sameSpan(span, citation)}
            onSelect={({ citation }) => select(citation)}
          />
        </div>
      )}
    </Pane>
  )
}
