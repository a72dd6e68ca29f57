import { useState } from 'react'
import type { ProcessAnalysis } from '../../../shared/model/analysis.ts'
import { useProcess } from '../../state/current.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Pane } from '../../ui/Pane.tsx'
import { BlockerList } from './BlockerList.tsx'
import { ownerViews, viewTitle, type OwnerView } from './model.ts'
import { OwnerList } from './OwnerList.tsx'
import { StaleList } from './StaleList.tsx'
import './panel.css'

export function OwnersPanel() {
  const process = useProcess()
  const [chosen, setChosen] = useState<OwnerView>('count')
  if (process === null || process.owners.length === 0)
    return (
      <Pane title="Owners">
        <Empty title="No listing of the mappings">
          A crash log with its section “Dynamic libraries”, or /proc/PID/maps or smaps, would show who owns what, what
          is stale, and which neighbours did not merge.
        </Empty>
      </Pane>
    )
  const views = ownerViews(process)
  const view = views.includes(chosen) ? chosen : 'count'
  return (
    <Pane
      title="Owners"
      trail={
        <span className="switch" role="group" aria-label="What is shown of the mappings">
          {views.map((one) => {
            const { before, label, tip } = viewTitle(process, one)
            return (
              <button key={one} type="button" title={tip} aria-pressed={view === one} onClick={() => setChosen(one)}>
                {before === undefined ? null : <span className="short">{before}</span>}
                {label}
              </button>
            )
          })}
        </span>
      }
    >
      {/* Keyed: what was unfolded for one process says nothing about another. */}
      <View key={process.process} process={process} view={view} />
    </Pane>
  )
}

function View({ process: { owners, stale, mergeBlockers }, view }: { process: ProcessAnalysis; view: OwnerView }) {
  if (view === 'stale' && stale) return <StaleList stale={stale} />
  if (view === 'unmerged' && mergeBlockers) return <BlockerList blockers={mergeBlockers} />
  return <OwnerList owners={owners} measure={view === 'bytes' ? 'bytes' : 'count'} />
}
