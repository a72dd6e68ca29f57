import { hypothesesInOrder } from '../../../shared/display/hypotheses.ts'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { Evidence, Hypothesis, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import { useCitations } from '../../state/current.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { statusTag } from '../../ui/words.ts'
import { confidenceText } from './model.ts'

export function Hypotheses({ process }: { process: ProcessAnalysis }) {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <ul className="hypotheses">
      {hypothesesInOrder(process).map((hypothesis) => (
        <Row
          key={hypothesis.id}
          hypothesis={hypothesis}
          expanded={open === hypothesis.id}
          onToggle={() => setOpen((before) => (before === hypothesis.id ? null : hypothesis.id))}
        />
      ))}
    </ul>
  )
}

interface RowProps {
  hypothesis: Hypothesis
  expanded: boolean
  onToggle: () => void
}

function Row({ hypothesis, expanded, onToggle }: RowProps) {
  const id = useId()
  const { word, tone } = statusTag(hypothesis.id, hypothesis.status)
  return (
    <li>
      <button
        type="button"
        className="hypothesis"
        aria-expanded={expanded}
        aria-controls={expanded ? id : undefined}
        title={`${hypothesis.title}: ${hypothesis.summary}`}
        onClick={onToggle}
      >
        <ChevronRight className="twist" size={12} aria-hidden />
        <span className="name ellipsis">{hypothesis.title}</span>
        <Tag tone={tone}>{word}</Tag>
        <span className="summary ellipsis">{hypothesis.summary}</span>
        <span className="confidence">{confidenceText(hypothesis.confidence)}</span>
      </button>
      {expanded ? <Detail id={id} hypothesis={hypothesis} /> : null}
    </li>
  )
}

function Detail({ id, hypothesis: { question, summary, evidence, missing } }: { id: string; hypothesis: Hypothesis }) {
  const stance = (which: Evidence['stance']): Evidence[] => evidence.filter((one) => one.stance === which)
  return (
    <div id={id} className="hypothesis-detail">
      {question === '' ? null : <p className="question">{question}</p>}
      <p>{summary}</p>
      <EvidenceList title="For" evidence={stance('for')} />
      <EvidenceList title="Against" evidence={stance('against')} />
      {missing.length === 0 ? null : (
        <>
          <h3>Missing</h3>
          <ul className="missing">
            {missing.map(({ what, capture }) => (
              <li key={what}>
                {what}
                {capture === '' ? null : <code>{capture}</code>}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function EvidenceList({ title, evidence }: { title: string; evidence: Evidence[] }) {
  const cite = useCitations()
  if (evidence.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul className="evidence">
        {evidence.map(({ claim, citation }) => {
          const target = cite(citation)
          return (
            <li key={`${claim} ${target.label}`}>
              <span>{claim}</span> <CitationLink target={target} />
              <code className="quote ellipsis" title={citation.quote}>
                {citation.quote}
              </code>
            </li>
          )
        })}
      </ul>
    </>
  )
}
