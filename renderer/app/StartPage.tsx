import { FileText, FolderOpen, X } from 'lucide-react'
import type { RecentCase } from '../../shared/model/case.ts'
import { formatTimestamp } from '../../shared/display/timestamps.ts'
import { forgetRecent, openRecent, useSession } from '../state/session.ts'
import { Keys } from '../ui/Keys.tsx'
import { runCommand } from './commands.ts'

const reads = [
  ['Crash logs', 'hs_err_pid*.log of JDK 6 to 27'],
  ['Mappings', '/proc/PID/maps, smaps, pmap'],
  ['Limits', 'sysctl, ulimit, /proc/PID/limits, cgroups'],
  ['Logs', 'JVM output, GC log, Kafka and other application logs'],
  ['Metrics', 'CSV with a time and a map count'],
  ['Bundles', 'folders, zip, tar, tar.gz, tar.xz, nested ones too'],
] as const

export function StartPage() {
  const recent = useSession((session) => session.recent)
  return (
    <div className="start">
      <div className="start-inner">
        <h1>Mortem</h1>
        <p className="start-lead">Open what a failed JVM left behind. Nothing leaves this machine.</p>
        <div className="start-actions">
          <button type="button" className="button primary" onClick={() => runCommand('file.open')}>
            <FileText size={15} aria-hidden /> Open file…
          </button>
          <button type="button" className="button" onClick={() => runCommand('file.open-folder')}>
            <FolderOpen size={15} aria-hidden /> Open folder…
          </button>
          <span className="drop-hint">or drop files and folders anywhere in this window</span>
        </div>
        <div className="start-columns">
          <div>
            <h2>Recent cases</h2>
            <Recent recent={recent} />
          </div>
          <div>
            <h2>What Mortem reads</h2>
            <dl className="reads">
              {reads.map(([what, examples]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>{examples}</dd>
                </div>
              ))}
            </dl>
            <h2>Keys</h2>
            <dl className="reads">
              <div>
                <dt>Commands</dt>
                <dd>
                  <Keys of="Ctrl+Shift+P" />
                </dd>
              </div>
              <div>
                <dt>All shortcuts</dt>
                <dd>
                  <Keys of="?" />
                </dd>
              </div>
            </dl>
          </div>
        </div>
      </div>
    </div>
  )
}

function Recent({ recent }: { recent: RecentCase[] | null }) {
  if (recent === null) return <p className="quiet">Reading the library</p>
  if (recent.length === 0)
    return (
      <p className="quiet">
        None yet. Cases you open are listed here with their verdict; their originals are never changed.
      </p>
    )
  return (
    <ul className="recent">
      {recent.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            className="recent-open"
            disabled={!one.available}
            title={one.available ? one.bundles.join(', ') : 'The originals are no longer where they were'}
            onClick={() => void openRecent(one)}
          >
            <span className="recent-title ellipsis">{one.title}</span>
            <span className="ellipsis">{one.available ? one.verdict : 'The originals were moved'}</span>
            <time className="recent-time" dateTime={new Date(one.openedAt).toISOString()}>
              {formatTimestamp(Math.floor(one.openedAt / 1000) * 1000)}
            </time>
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${one.title} from the list`}
            title="Remove from the list"
            onClick={() => void forgetRecent(one.id)}
          >
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}
