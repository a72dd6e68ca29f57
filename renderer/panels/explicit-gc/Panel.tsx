import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { ExplicitGc, WeighedGcCause } from '../../../shared/model/analysis.ts'
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import { chooseCallPath } from '../../state/call-path-view.ts'
import { useCitations, useProcess } from '../../state/current.ts'
import { restoreLayout } from '../../state/workbench.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { DockedPane } from '../../ui/Pane.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { explicitGcTitles } from '../../ui/words.ts'
import { gcGroups, stances, type GcGroup } from './model.ts'
import './panel.css'

/** Rows of a group shown at first, and added with each press. */
const page = 50

export function ExplicitGcPanel() {
  const process = useProcess()
  const events = process?.explicitGc ?? []
  const note = process?.explicitGcNote ?? null
  if (events.length === 0)
    return (
      <DockedPane title="System.gc()">
        <Empty title="No collection that somebody asked for">
          {note ?? 'A GC log (-Xlog:gc* or -XX:+PrintGCDetails) would name each one, and who may have asked for it.'}
        </Empty>
      </DockedPane>
    )
  const groups = gcGroups(events)
  const way = (process?.explicitGcPath ?? []).length > 0
  return (
    <DockedPane title="System.gc()" trail={process?.label}>
      {/* Keyed: what was unfolded for one process says nothing about another. */}
      <div key={process?.process} className="explicit-gc">
        {note === null ? null : <p className="explicit-gc-note">{note}</p>}
        {groups.map((group) => (
          <Group key={group.cause} group={group} only={events.length === 1} way={way} />
        ))}
      </div>
    </DockedPane>
  )
}

interface GroupProps {
  group: GcGroup
  only: boolean
  /** Whether the call path can show how FileChannel.map came to it. */
  way: boolean
}

function Group({ group: { cause, events, when }, only, way }: GroupProps) {
  const [shown, setShown] = useState(page)
  return (
    <section className="gc-group" aria-label={explicitGcTitles[cause]}>
      <header>
        <h3>{explicitGcTitles[cause]}</h3>
        <span className="gc-count">{formatQuantity(events.length, 'collection')}</span>
        <span className="gc-when ellipsis">{when}</span>
        {way && cause === 'nio-map-retry' ? (
          <button type="button" className="link" onClick={showMapRetry}>
            How FileChannel.map comes to it
          </button>
        ) : null}
      </header>
      <ol>
        {events.slice(0, shown).map((event) => (
          <Collection key={`${event.citation.artifact}:${event.citation.line}`} event={event} first={only} />
        ))}
      </ol>
      {events.length > shown ? (
        <button type="button" className="link gc-more" onClick={() => setShown(shown + page)}>
          Show more: {formatCount(events.length - shown)} are left
        </button>
      ) : null}
    </section>
  )
}

function showMapRetry(): void {
  chooseCallPath('map-retry')
  restoreLayout()
}

function Collection({ event, first }: { event: ExplicitGc; first: boolean }) {
  const id = useId()
  const cite = useCitations()
  const { at, why, citation, weighed = [] } = event
  const [open, setOpen] = useState(first)
  const time = at === null ? 'time unknown' : formatTimestamp(at)
  return (
    <li>
      <div className="gc-row">
        {weighed.length === 0 ? (
          <span />
        ) : (
          <button
            type="button"
            className="gc-twist"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            aria-label={`Candidates of the collection at ${time}`}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight className="twist" size={12} aria-hidden />
          </button>
        )}
        <time>{time}</time>
        <span className="gc-why ellipsis" title={why}>
          {open && weighed.length > 0 ? '' : why}
        </span>
        <CitationLink target={cite(citation)} />
      </div>
      {open && weighed.length > 0 ? (
        <div id={id}>
          <p className="gc-why-whole">{why}</p>
          <ul className="gc-weighed">
            {weighed.map((one) => (
              <Candidate key={one.cause} weighed={one} />
            ))}
          </ul>
        </div>
      ) : null}
    </li>
  )
}

function Candidate({ weighed: { cause, stance, why, citation } }: { weighed: WeighedGcCause }) {
  const cite = useCitations()
  const { word, tone } = stances[stance]
  return (
    <li>
      <Tag tone={tone}>{word}</Tag>
      <span className="gc-cause">{explicitGcTitles[cause]}</span>
      <span className="gc-reason">{why}</span>
      {citation === null ? <span /> : <CitationLink target={cite(citation)} />}
    </li>
  )
}
