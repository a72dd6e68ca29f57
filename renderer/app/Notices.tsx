import { CircleAlert, Unplug, X } from 'lucide-react'
import { dismissFailure, restartEngine, useSession } from '../state/session.ts'
import { errorAdvice } from './error-advice.ts'

/** What went wrong and what to do, above everything else and pushing it down: nothing is covered. */
export function Notices() {
  const engine = useSession((session) => session.engine)
  const failure = useSession((session) => session.failure)
  // While the engine is down every call fails with the same news.
  const shown = failure !== null && (engine === 'running' || failure.code !== 'engine-gone') ? failure : null
  return (
    <>
      {engine === 'running' ? null : (
        <div className="notice bad" role="alert">
          <Unplug size={15} aria-hidden />
          <span>
            <strong>The engine stopped.</strong> What is on screen stays; no text can be read until it runs again.
          </span>
          <button
            type="button"
            className="button small"
            disabled={engine === 'restarting'}
            onClick={() => void restartEngine()}
          >
            {engine === 'restarting' ? 'Restarting' : 'Restart'}
          </button>
        </div>
      )}
      {shown === null ? null : (
        <div className="notice bad" role="alert">
          <CircleAlert size={15} aria-hidden />
          <span className="selectable">
            {shown.names.length === 0 ? null : <strong>{shown.names.join(', ')}: </strong>}
            {shown.message} {errorAdvice[shown.code]}
            {shown.detail === null ? null : <code>{shown.detail}</code>}
          </span>
          <button type="button" className="icon-button" aria-label="Dismiss" title="Dismiss" onClick={dismissFailure}>
            <X size={14} aria-hidden />
          </button>
        </div>
      )}
    </>
  )
}
