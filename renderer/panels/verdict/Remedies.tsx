import { ChevronRight } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import type { ExplicitGc, Hypothesis, Remedy } from '../../../shared/model/analysis.ts'
import type { CoachItem } from '../../../shared/model/coach.ts'
import { formatQuantity } from '../../../shared/display/counts.ts'
import { revealDock } from '../../state/workbench.ts'
import { Command } from '../../ui/Command.tsx'
import { explicitGcSummary, missingFacts } from './model.ts'

export function Remedies({ remedies }: { remedies: readonly Remedy[] }) {
  if (remedies.length === 0) return null
  return (
    <>
      <h2>Remedies</h2>
      <ol className="folds">
        {remedies.map(({ title, command, why, sideEffects }) => (
          <Fold key={title} title={title}>
            {command === '' ? null : <Command command={command} />}
            <p>{why}</p>
            {sideEffects === '' ? null : <p className="cost">Cost: {sideEffects}</p>}
          </Fold>
        ))}
      </ol>
    </>
  )
}

function Fold({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <li>
      <button
        type="button"
        className="fold-title"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight className="twist" size={12} aria-hidden />
        <span className="ellipsis" title={title}>
          {title}
        </span>
      </button>
      {open ? (
        <div id={id} className="fold-body">
          {children}
        </div>
      ) : null}
    </li>
  )
}

/** For an undetermined verdict: what to bring to settle it. */
export function WhatIsMissing({ hypotheses }: { hypotheses: readonly Hypothesis[] }) {
  const facts = missingFacts(hypotheses)
  if (facts.length === 0) return null
  return (
    <>
      <h2>What would settle it</h2>
      <ul className="missing">
        {facts.map(({ what, capture }) => (
          <li key={what}>
            {what}
            {capture === '' ? null : <code>{capture}</code>}
          </li>
        ))}
      </ul>
    </>
  )
}

/** One line; the panel of the same name weighs each of them. */
export function ExplicitGcs({ events }: { events: readonly ExplicitGc[] }) {
  if (events.length === 0) return null
  return (
    <>
      <h2>System.gc()</h2>
      <p className="explicit-gcs">
        {explicitGcSummary(events)}{' '}
        <button type="button" className="link" onClick={() => revealDock('explicit-gc')}>
          Who asked for them
        </button>
      </p>
    </>
  )
}

/** One line; the panel of the same name says what to bring, and how. */
export function MissingEvidence({ coach }: { coach: readonly CoachItem[] }) {
  if (coach.length === 0) return null
  const [first] = coach
  return (
    <>
      <h2>Missing evidence</h2>
      <p className="explicit-gcs">
        {formatQuantity(coach.length, 'artifact')} would settle what is open
        {first === undefined ? '' : `, first of all: ${first.title}`}.{' '}
        <button type="button" className="link" onClick={() => revealDock('missing-evidence')}>
          What to bring
        </button>
      </p>
    </>
  )
}
