import { useCase, useCitations, useProcess } from '../../state/current.ts'
import { revealDock } from '../../state/workbench.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { MaximizeButton } from '../../ui/Pane.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { statusTag } from '../../ui/words.ts'
import type { ProcessAnalysis } from '../../../shared/model/analysis.ts'
import { Audit } from './Audit.tsx'
import { Hypotheses } from './Hypotheses.tsx'
import { Parties } from './Parties.tsx'
import { ExplicitGcs, MissingEvidence, Remedies, WhatIsMissing } from './Remedies.tsx'
import { ledgerOfVerdict } from './ledger.ts'
import { confidenceText, identity, type LedgerCell } from './model.ts'
import './panel.css'

export function VerdictPanel() {
  const opened = useCase()
  const process = useProcess()
  return (
    <section className="pane verdict-panel" aria-label="Verdict" tabIndex={-1}>
      {process === null ? (
        <Empty
          title={
            opened !== null && opened.processes.length > 0 ? 'No process is selected' : 'No process was recognised'
          }
        >
          A crash log (hs_err_pid*.log), a listing of /proc/PID/maps, /proc/PID/status or the output of the JVM names
          one.
        </Empty>
      ) : (
        // Keyed: what was unfolded for one process says nothing about another.
        <Verdict key={process.process} process={process} />
      )}
    </section>
  )
}

function Verdict({ process }: { process: ProcessAnalysis }) {
  const { verdict, hypotheses } = process
  const own = hypotheses.find(({ id }) => id === verdict.rootCause)
  const tag = own === undefined ? null : statusTag(own.id, own.status)
  const who = identity(process)
  return (
    <div className="verdict-columns">
      <div className="verdict-main">
        <div className="verdict-title">
          <h1>{verdict.title}</h1>
          <Tag tone={tag?.tone ?? (verdict.rootCause === 'none' ? 'good' : 'open')}>
            {tag === null ? 'confidence ' : `${tag.word} · `}
            {confidenceText(verdict.confidence)}
          </Tag>
        </div>
        {who === '' ? null : (
          <div className="verdict-who ellipsis selectable" title={who}>
            {who}
          </div>
        )}
        <p className="verdict-summary">{verdict.summary}</p>
        <Ledger process={process} />
        <Parties process={process} />
        {verdict.rootCause === 'undetermined' ? <WhatIsMissing hypotheses={hypotheses} /> : null}
        <Remedies remedies={process.remedies} />
        <Audit notes={process.audit} />
        <ExplicitGcs events={process.explicitGc} />
        <MissingEvidence coach={process.coach ?? []} />
      </div>
      <div className="verdict-side">
        <header>
          <h2>Hypotheses</h2>
          <MaximizeButton title="Verdict" />
        </header>
        <Hypotheses process={process} />
      </div>
    </div>
  )
}

/** The sum that the verdict rests on; the panel of the same name has those of all limits. */
function Ledger({ process }: { process: ProcessAnalysis }) {
  const view = ledgerOfVerdict(process)
  const others = (process.ledgers ?? []).length
  if (view === null && others === 0) return null
  const all = (
    <button type="button" className="link" onClick={() => revealDock('limits')}>
      All limits
    </button>
  )
  if (view === null) return <div className="ledger-note">{all}</div>
  return (
    <>
      <ol className="ledger" aria-label="Arithmetic of the limit">
        {view.cells.map(({ operator, cell }) => (
          <li key={cell.label}>
            {operator === '' ? null : <span className="operator">{operator}</span>}
            <Cell cell={cell} />
          </li>
        ))}
      </ol>
      {view.note === '' && others === 0 ? null : (
        <div className="ledger-note">
          {view.note} {others === 0 ? null : all}
        </div>
      )}
    </>
  )
}

function Cell({ cell: { label, value, citation, hit } }: { cell: LedgerCell }) {
  const cite = useCitations()
  const target = citation === null ? null : cite(citation)
  return (
    <div className={`cell ${hit ? 'hit' : ''}`}>
      <small>{label}</small>
      <strong>{target === null ? value : <CitationLink target={target}>{value}</CitationLink>}</strong>
    </div>
  )
}
