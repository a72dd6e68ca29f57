import type { AuditNote } from '../../../shared/model/analysis.ts'
import { useCitations } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'

/** What limits the evidence: each with what may not be concluded, and its line. */
export function Audit({ notes }: { notes: readonly AuditNote[] }) {
  const cite = useCitations()
  if (notes.length === 0) return null
  return (
    <>
      <h2>What may not be concluded</h2>
      <ul className="audit">
        {notes.map(({ what, consequence, citation }) => (
          <li key={`${citation.artifact}:${citation.line}:${what}`}>
            {what}. {consequence} <CitationLink target={cite(citation)} />
          </li>
        ))}
      </ul>
    </>
  )
}
