import { ChevronRight } from 'lucide-react'
import { Fragment, useState } from 'react'
import type { OwnerTotal } from '../../../shared/model/analysis.ts'
import { formatBytes } from '../../../shared/display/bytes.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { useCitations } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { ownerColour, ownerTitles } from '../../ui/words.ts'
import { Bar } from './Bar.tsx'
import { ownerBars, type Measure, type OwnerBar } from './model.ts'

/** Who the mappings belong to, as bars; groups unfold below their owner. */
export function OwnerList({ owners, measure }: { owners: readonly OwnerTotal[]; measure: Measure }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (owner: string): void =>
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(owner)) after.add(owner)
      return after
    })
  return (
    <div className="owners">
      {ownerBars(owners, measure).map((bar) => (
        <Fragment key={bar.total.owner}>
          <OwnerRow bar={bar} expanded={open.has(bar.total.owner)} onToggle={() => toggle(bar.total.owner)} />
          {open.has(bar.total.owner) ? <Groups bar={bar} /> : null}
        </Fragment>
      ))}
    </div>
  )
}

interface OwnerRowProps {
  bar: OwnerBar
  expanded: boolean
  onToggle: () => void
}

function OwnerRow({ bar: { total, length, groups }, expanded, onToggle }: OwnerRowProps) {
  const cite = useCitations()
  const title = ownerTitles[total.owner]
  const target = cite(total.example)
  const colour = ownerColour(total.owner)
  return (
    <div className="owner-row" title={total.why}>
      {groups.length > 0 ? (
        <button
          type="button"
          className="owner-twist"
          aria-expanded={expanded}
          aria-label={`Groups of ${title}`}
          onClick={onToggle}
        >
          <ChevronRight className="twist" size={12} aria-hidden />
        </button>
      ) : (
        <span />
      )}
      <CitationLink target={target} className="owner-name">
        <i className="owner-square" style={{ background: colour }} aria-hidden />
        {title}
      </CitationLink>
      <Bar length={length} colour={colour} />
      <span className="number">{formatCount(total.count)}</span>
      <span className="number dim">{formatBytes(total.bytes)}</span>
    </div>
  )
}

function Groups({ bar: { total, groups } }: { bar: OwnerBar }) {
  return groups.map(({ name, count, bytes, length }) => (
    <div key={name} className="owner-row group">
      <span />
      <span className="ellipsis selectable" title={name}>
        {name}
      </span>
      <Bar length={length} colour={ownerColour(total.owner)} />
      <span className="number">{formatCount(count)}</span>
      <span className="number dim">{formatBytes(bytes)}</span>
    </div>
  ))
}
