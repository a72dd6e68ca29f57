import { showShortcuts } from '../state/workbench.ts'
import { Keys } from '../ui/Keys.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { commands, type Command } from './commands.ts'

const groups: readonly Command['group'][] = ['File', 'View', 'Go', 'Help']

const local = [
  ['Arrow keys', 'In the tree, the tabs and the growth chart'],
  ['Enter', 'Show the evidence of what has the focus'],
  ['Arrow keys', 'In the timeline: along a lane, between lanes'],
  [', .', 'In the timeline: earlier, later event'],
  ['W S A D', 'In the timeline: zoom, move; F event, 0 all'],
  ['Arrow keys', 'On a separator: resize'],
  ['Escape', 'Close what is on top'],
] as const

export function Shortcuts() {
  return (
    <Sheet label="Keyboard shortcuts" onClose={() => showShortcuts(false)}>
      {/* Scrolls, so the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="shortcuts" tabIndex={0}>
        <h1>Keyboard shortcuts</h1>
        <div className="shortcut-groups">
          {groups.map((group) => (
            <div key={group}>
              <h2>{group}</h2>
              <dl>
                {commands
                  .filter(({ group: own, keys }) => own === group && keys !== undefined)
                  .map(({ id, title, keys = [] }) => (
                    <div key={id}>
                      <dt>{title}</dt>
                      <dd>
                        <Keys of={keys[0] ?? ''} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </div>
          ))}
          <div>
            <h2>Within panes</h2>
            <dl>
              {local.map(([keys, what]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>
                    <kbd>{keys}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        </div>
      </div>
    </Sheet>
  )
}
