import { Fragment } from 'react'
import type { CoachItem } from '../../../shared/model/coach.ts'
import { useProcess } from '../../state/current.ts'
import { Command } from '../../ui/Command.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { DockedPane } from '../../ui/Pane.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { statusTag } from '../../ui/words.ts'
import { coachLead, coachSummary } from './model.ts'
import './panel.css'

export function MissingEvidencePanel() {
  const process = useProcess()
  const coach = process?.coach ?? []
  if (process === null || coach.length === 0)
    return (
      <DockedPane title="Missing evidence">
        <Empty title={process === null ? 'No process is selected' : 'Nothing is missing that would change the verdict'}>
          Every hypothesis that the artifacts leave open is listed here, with what would settle it and the commands that
          capture it.
        </Empty>
      </DockedPane>
    )
  const pid = process.state === 'alive' && process.pid !== null ? String(process.pid) : 'PID'
  return (
    <DockedPane title="Missing evidence" trail={coachSummary(coach)}>
      <div className="coach">
        <p className="coach-lead">{coachLead(process)}</p>
        {coach.some(({ captured }) => captured) ? <Capture command={`mortem-capture --tar ${pid}`} /> : null}
        <ol>
          {coach.map((item) => (
            <Item key={`${item.id} ${item.title}`} item={item} />
          ))}
        </ol>
      </div>
    </DockedPane>
  )
}

function Capture({ command }: { command: string }) {
  return (
    <div className="coach-capture">
      <Command command={command} />
      <p>takes all that is marked “mortem-capture” at once, without root, and sends nothing</p>
    </div>
  )
}

function Item({ item: { title, commands, note, needsLife, captured, settles } }: { item: CoachItem }) {
  return (
    <li className="coach-item">
      <div>
        <h3>{title}</h3>
        <p className="coach-marks">
          {captured ? <Tag tone="mute">mortem-capture</Tag> : null}
          {needsLife ? <Tag tone="open">while it lives</Tag> : null}
        </p>
        {commands.map((command) => (
          <Command key={command} command={command} />
        ))}
        {note === '' ? null : <p className="coach-note">{note}.</p>}
      </div>
      <dl aria-label={`What it settles: ${title}`}>
        {settles.map(({ hypothesis, title: name, status, what }) => {
          const { word, tone } = statusTag(hypothesis, status)
          return (
            <Fragment key={`${hypothesis} ${what}`}>
              <dt>
                <Tag tone={tone}>{word}</Tag> {name}
              </dt>
              <dd>{what}</dd>
            </Fragment>
          )
        })}
      </dl>
    </li>
  )
}
