import { useId, useMemo, useState, type FormEvent } from 'react'
import type { ArtifactSummary, CaseId } from '../../../shared/model/case.ts'
import type { CorrectionChange } from '../../../shared/model/corrections.ts'
import type { PlacedTime, TimeBase, TimeCorrectionKind } from '../../../shared/model/time-base.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import { useCitations } from '../../state/current.ts'
import { correctArtifact } from '../../state/session.ts'
import { useQuery } from '../../state/use-query.ts'
import { CitationLink } from '../../ui/CitationLink.tsx'
import { clockChange, clockKinds, clockReset, draftOf, type ClockDraft } from './model.ts'

interface FieldWords {
  label: string
  placeholder: string
  help: string
}

const words: Record<TimeCorrectionKind, FieldWords> = {
  zone: {
    label: 'Time zone',
    placeholder: '+08:00 or Asia/Shanghai',
    help: 'Of times that are printed without one.',
  },
  shift: {
    label: 'Clock shift',
    placeholder: '-45s or 1h30m',
    help: 'Added to every time, where the clock of the host was off.',
  },
  anchor: {
    label: 'Start',
    placeholder: '2026-11-22 08:46:17 UTC',
    help: 'When the seconds of lines without a date began.',
  },
}

interface TimeBaseFormProps {
  caseId: CaseId
  artifact: ArtifactSummary
}

/** Drawn anew (by its key) when what is stored changes. */
export function TimeBaseForm({ caseId, artifact }: TimeBaseFormProps) {
  const cite = useCitations()
  const stored = useMemo(() => draftOf(artifact), [artifact])
  const [draft, setDraft] = useState<ClockDraft>(stored)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState('')
  const { change, errors } = useMemo(() => clockChange(draft, stored), [draft, stored])
  const preview = useQuery('artifact.preview', change === null ? null : { case: caseId, artifact: artifact.id, change })
  const base = artifact.timeBase
  if (base === undefined) return null
  const kinds = clockKinds.filter((kind) => base.correctable.includes(kind) || stored[kind] !== '')
  const reset = clockReset(stored)
  const store = async (wanted: CorrectionChange): Promise<void> => {
    setBusy(true)
    const failure = await correctArtifact(artifact.id, wanted)
    setBusy(false)
    setRefusal(failure?.message ?? '')
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (change !== null && preview.error === null && !busy) void store(change)
  }
  return (
    <section aria-label="Time base">
      <h3>Time base</h3>
      <p className="selectable">
        {base.text} {base.evidence === null ? null : <CitationLink target={cite(base.evidence)} />}
        {base.anchor?.citation ? (
          <>
            {' '}
            <CitationLink target={cite(base.anchor.citation)} />
          </>
        ) : null}
      </p>
      {kinds.length === 0 ? null : (
        <form className="clock-form" onSubmit={submit}>
          {kinds.map((kind) => (
            <Field
              key={kind}
              kind={kind}
              value={draft[kind]}
              error={
                errors[kind] ?? (draft[kind] === stored[kind] ? '' : refusalOf(kind, change, preview.error?.message))
              }
              onChange={(value) => setDraft((all) => ({ ...all, [kind]: value }))}
            />
          ))}
          <div className="clock-actions">
            <button
              type="submit"
              className="button small primary"
              disabled={change === null || preview.error !== null || busy}
            >
              Apply
            </button>
            <button
              type="button"
              className="button small"
              disabled={reset === null || busy}
              onClick={() => {
                if (reset !== null) void store(reset)
              }}
            >
              Reset
            </button>
            <span role="status">{busy ? 'Diagnosing anew' : refusal}</span>
          </div>
        </form>
      )}
      <Times base={base} preview={preview.data} />
    </section>
  )
}

/** Of a change of several fields the engine names the reason, which is the zone's but for rare cases. */
function refusalOf(kind: TimeCorrectionKind, change: CorrectionChange | null, message: string | undefined): string {
  if (message === undefined || change === null) return ''
  const changed = change.set.map((one) => one.kind)
  return kind === (changed.includes('zone') ? 'zone' : changed[0]) ? message : ''
}

interface FieldProps {
  kind: TimeCorrectionKind
  value: string
  error: string
  onChange: (value: string) => void
}

function Field({ kind, value, error, onChange }: FieldProps) {
  const id = useId()
  const { label, placeholder, help } = words[kind]
  return (
    <div className="clock-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        value={value}
        placeholder={placeholder}
        list={kind === 'zone' ? `${id}-zones` : undefined}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== ''}
        aria-describedby={`${id}-help`}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <span id={`${id}-help`} className={error === '' ? 'quiet' : 'error'}>
        {error === '' ? help : error}
      </span>
      {kind === 'zone' ? (
        <datalist id={`${id}-zones`}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </datalist>
      ) : null}
    </div>
  )
}

/** First and last time of the artifact: as read, as used now, as they would be. */
function Times({ base, preview }: { base: TimeBase; preview: TimeBase | null }) {
  const rows = (['first', 'last'] as const).flatMap((end) => {
    const now = base[end]
    return now === null ? [] : [{ end, now, next: preview?.[end] ?? null }]
  })
  if (rows.length === 0) return null
  const unzoned = base.correctable.includes('zone')
  return (
    <table className="clock-times">
      <thead>
        <tr>
          <th scope="col">Times</th>
          <th scope="col">{unzoned ? 'As printed' : 'As read'}</th>
          <th scope="col">In use</th>
          {preview === null ? null : <th scope="col">With this change</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ end, now, next }) => (
          <tr key={end}>
            <th scope="row">{end === 'first' ? 'First' : 'Last'}</th>
            <td>{readText(now, unzoned)}</td>
            <td>{usedText(now)}</td>
            {preview === null ? null : <td className="next">{next === null ? '' : usedText(next)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function readText({ read }: PlacedTime, unzoned: boolean): string {
  if (read === null) return 'seconds only'
  const text = formatTimestamp(read)
  return unzoned ? text.replace(/ UTC$/, '') : text
}

const usedText = ({ used }: PlacedTime): string => (used === null ? 'on no clock' : formatTimestamp(used))
