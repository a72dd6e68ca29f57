import type { Culprit, ProcessAnalysis, Victim } from '../../../shared/model/analysis.ts'
import { formatExactBytes } from '../../../shared/display/bytes.ts'
import { formatCount, formatDecimal } from '../../../shared/display/counts.ts'
import { useCitations } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { errnoName, operationTitles, ownerColour, ownerTitles } from '../../ui/words.ts'

/** Who was refused and who spent the limit, side by side: they are never the same thing. */
export function Parties({ process: { victim, culprit, verdict } }: { process: ProcessAnalysis }) {
  if (victim === null && culprit === null) return null
  const behind = verdict.contributing.map((cause) => cause.replaceAll('-', ' ')).join(', ')
  return (
    <dl className="parties">
      {victim === null ? null : (
        <div>
          <dt>Victim</dt>
          <dd>
            <VictimText victim={victim} />
          </dd>
        </div>
      )}
      {culprit === null ? null : (
        <div>
          <dt>Culprit</dt>
          <dd>
            <CulpritText culprit={culprit} />
            {behind === '' ? null : <small>Behind it: {behind}</small>}
          </dd>
        </div>
      )}
    </dl>
  )
}

function VictimText({ victim }: { victim: Victim }) {
  const cite = useCitations()
  const what = [
    victim.purpose ?? operationTitles[victim.operation],
    victim.bytes === null ? null : formatExactBytes(victim.bytes),
    victim.errno === null ? null : errnoName(victim.errno) + (victim.errnoOrigin === 'inferred' ? ' (inferred)' : ''),
  ]
  const where = [victim.thread, victim.frame].filter((part) => part !== null).join(' · ')
  return (
    <>
      <span>
        {what.filter((part) => part !== null).join(' · ')} <CitationLink target={cite(victim.citation)} />
      </span>
      {where === '' ? null : (
        <small className="ellipsis" title={where}>
          {where}
        </small>
      )}
      {victim.errnoNote ? <ErrnoNote note={victim.errnoNote} /> : null}
    </>
  )
}

/** Where an inferred errno would stand, and how sure it is: long, so it unfolds. */
function ErrnoNote({ note }: { note: string }) {
  return (
    <details className="errno-note">
      <summary>Why this errno, and where it would stand</summary>
      <p>{note}</p>
    </details>
  )
}

function CulpritText({ culprit: { owner, count, share, citation } }: { culprit: Culprit }) {
  const cite = useCitations()
  return (
    <span>
      <i className="owner-square" style={{ background: ownerColour(owner) }} aria-hidden />
      {`${ownerTitles[owner]}: ${formatCount(count)} mappings, ${formatDecimal(share * 100, 1)}\u202f%`}{' '}
      <CitationLink target={cite(citation)} />
    </span>
  )
}
