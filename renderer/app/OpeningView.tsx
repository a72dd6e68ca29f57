import { formatBytes } from '../../shared/display/bytes.ts'
import { formatQuantity } from '../../shared/display/counts.ts'
import type { OpenProgress } from '../../shared/rpc/contract.ts'
import type { Opening } from '../state/session.ts'

const phases: Record<OpenProgress['phase'], string> = {
  reading: 'Reading',
  parsing: 'Recognising',
  storing: 'Storing',
  diagnosing: 'Diagnosing',
}

/** While a case is indexed: how far, what is being read, what was recognised so far. */
export function OpeningView({ opening: { names, progress, cancel } }: { opening: Opening }) {
  const total = progress?.totalBytes ?? 0
  const share = progress === null || total === 0 ? null : Math.min(1, progress.bytes / total)
  return (
    <div className="opening" aria-busy="true">
      <div className="opening-inner">
        <h1 className="ellipsis" title={names.join(', ')}>
          {names.join(', ')}
        </h1>
        <div
          className={`progress ${share === null ? 'indefinite' : ''}`}
          role="progressbar"
          aria-label="Indexing"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share === null ? undefined : Math.round(share * 100)}
          aria-valuetext={progress === null ? 'Starting' : phases[progress.phase]}
        >
          <i style={{ width: `${(share ?? 0) * 100}%` }} />
        </div>
        <div className="opening-line">
          <span>{progress === null ? 'Starting' : phases[progress.phase]}</span>
          {progress === null ? null : (
            <>
              <span>
                {formatBytes(progress.bytes)}
                {total > 0 ? ` of ${formatBytes(total)}` : ''}
              </span>
              <span>{formatQuantity(progress.artifacts, 'artifact')}</span>
            </>
          )}
          <button type="button" className="button small" onClick={cancel}>
            Cancel
          </button>
        </div>
        <div className="opening-current ellipsis" title={progress?.current}>
          {progress?.current ?? ''}
        </div>
        <Recognised partial={progress?.partial ?? []} />
      </div>
    </div>
  )
}

function Recognised({ partial }: { partial: NonNullable<OpenProgress['partial']> }) {
  if (partial.length === 0) return null
  return (
    // Scrolls, so the keyboard has to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className="recognised" aria-label="Recognised so far" tabIndex={0}>
      {partial.map(({ path, format, bytes }) => (
        <li key={path}>
          <span className="ellipsis" title={path}>
            {path}
          </span>
          <span className="dim">{format}</span>
          <span className="dim">{formatBytes(bytes)}</span>
        </li>
      ))}
    </ul>
  )
}
