import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { MergeBlockers, MergeBlockerTotal, Neighbour } from '../../../shared/model/neighbours.ts'
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import { mergeBlockerTitles } from '../../../shared/display/neighbours.ts'
import { useCitations } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ownerColour, ownerTitles } from '../../ui/words.ts'
import { Bar } from './Bar.tsx'

/** Neighbours that stayed two mappings, by what keeps them apart; the pairs unfold below. */
export function BlockerList({ blockers: { adjacent, reasons, complete } }: { blockers: MergeBlockers }) {
  if (adjacent === 0) return <Empty title="No two mappings touch">Only neighbours can be merged into one.</Empty>
  const largest = Math.max(...reasons.map(({ count }) => count))
  return (
    <div className="blockers">
      <p className="owners-lead">
        {formatQuantity(adjacent, 'pair')} of mappings {adjacent === 1 ? 'touches' : 'touch'}
        {complete ? '' : ', of what is listed'}; the kernel kept each as two, because of:
      </p>
      <ul>
        {reasons.map((total) => (
          <Reason key={total.reason} total={total} share={total.count / largest} />
        ))}
      </ul>
    </div>
  )
}

function Reason({ total, share }: { total: MergeBlockerTotal; share: number }) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const { reason, why, count, patterns, patternsInAll } = total
  return (
    <li>
      <button
        type="button"
        className="blocker"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        title={why}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight className="twist" size={12} aria-hidden />
        <span className="ellipsis">{mergeBlockerTitles[reason]}</span>
        <Bar length={share} colour="var(--ink-3)" />
        <span className="number">{formatCount(count)}</span>
      </button>
      {open ? (
        <div id={id} className="blocker-detail">
          <p className="owners-why">{why}.</p>
          <ul className="owners-files">
            {patterns.map((pattern) => (
              <Pattern key={`${pattern.example.line}`} pattern={pattern} />
            ))}
          </ul>
          {patternsInAll > patterns.length ? (
            <p className="owners-why">and {formatQuantity(patternsInAll - patterns.length, 'rarer kind')} of pairs</p>
          ) : null}
        </div>
      ) : null}
    </li>
  )
}

function Pattern({ pattern: { left, right, count, example } }: { pattern: MergeBlockerTotal['patterns'][number] }) {
  const cite = useCitations()
  return (
    <li>
      <CitationLink target={cite(example)} className="ellipsis">
        <Half half={left} />
        <span className="blocker-edge" aria-hidden>
          |
        </span>
        <Half half={right} />
      </CitationLink>
      <span className="number">{formatCount(count)}</span>
      <span />
    </li>
  )
}

function Half({ half: { owner, perms } }: { half: Neighbour }) {
  return (
    <>
      <i className="owner-square" style={{ background: ownerColour(owner) }} aria-hidden />
      {ownerTitles[owner]} <code>{perms}</code>
    </>
  )
}
