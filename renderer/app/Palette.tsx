import { Command as Cmdk } from 'cmdk'
import { useState } from 'react'
import type { CaseSummary } from '../../shared/model/case.ts'
import { formatBytes } from '../../shared/display/bytes.ts'
import { formatCount, withGroupedCounts } from '../../shared/display/counts.ts'
import { isReadable } from '../state/case-lookup.ts'
import { useCase } from '../state/current.ts'
import { openArtifact, select, useSelection } from '../state/selection.ts'
import { useQuery } from '../state/use-query.ts'
import { closePalette, type PalettePrefix } from '../state/workbench.ts'
import { Keys } from '../ui/Keys.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { commands } from './commands.ts'

const hints: Record<PalettePrefix, string> = {
  '': 'Artifact by name. > commands, : line, @ section',
  '>': 'Command',
  ':': 'Line number',
  '@': 'Section of the artifact',
}

/** One box for everything one can go to; the first sign says what is meant. */
export function Palette({ prefix }: { prefix: PalettePrefix }) {
  const [input, setInput] = useState<string>(prefix)
  const mode = modeOf(input)
  const opened = useCase()
  // The list runs after the sheet is gone, so that focus has returned and may be moved on.
  const act = (run: () => void): void => {
    closePalette()
    requestAnimationFrame(run)
  }
  return (
    <Sheet label="Palette" onClose={closePalette}>
      <Cmdk
        label="Palette"
        className="palette"
        loop
        vimBindings={false}
        filter={(value, search, keywords) => score([value, ...(keywords ?? [])].join(' '), withoutPrefix(search))}
      >
        <Cmdk.Input className="palette-input" value={input} onValueChange={setInput} placeholder={hints[mode]} />
        <Cmdk.List className="palette-list">
          {mode === '>' ? <CommandItems act={act} /> : null}
          {mode === '' && opened !== null ? <ArtifactItems opened={opened} act={act} /> : null}
          {mode === '@' ? <RegionItems act={act} /> : null}
          {mode === ':' ? <LineItem input={input} act={act} /> : null}
          {mode === ':' ? null : (
            <Cmdk.Empty className="palette-empty">
              {mode === '' && opened === null ? 'No case is open. Type > for commands.' : 'Nothing matches.'}
            </Cmdk.Empty>
          )}
        </Cmdk.List>
      </Cmdk>
    </Sheet>
  )
}

const modeOf = (input: string): PalettePrefix => {
  const first = input.slice(0, 1)
  return first === '>' || first === ':' || first === '@' ? first : ''
}
const withoutPrefix = (input: string): string => input.slice(modeOf(input).length).trim()

/** 1 when all words occur, weaker the later the first does; 0 hides. */
function score(text: string, search: string): number {
  const lower = text.toLowerCase()
  const words = search.toLowerCase().split(' ').filter(Boolean)
  if (!words.every((word) => lower.includes(word))) return 0
  const [first = ''] = words
  return 1 / (1 + lower.indexOf(first) / 100)
}

type Act = (run: () => void) => void

function CommandItems({ act }: { act: Act }) {
  return commands
    .filter(({ id, enabled }) => id !== 'view.command-palette' && enabled?.() !== false)
    .map(({ id, title, group, keys, run }) => (
      <Cmdk.Item key={id} value={id} keywords={[group, title]} onSelect={() => act(run)}>
        <span className="ellipsis">
          <span className="dim">{group}: </span>
          {title}
        </span>
        {keys?.[0] === undefined ? null : <Keys of={keys[0]} />}
      </Cmdk.Item>
    ))
}

function ArtifactItems({ opened, act }: { opened: CaseSummary; act: Act }) {
  return opened.artifacts.filter(isReadable).map(({ id, path, formatTitle, role, bytes }) => (
    <Cmdk.Item
      key={id}
      value={String(id)}
      keywords={role === null ? [path, formatTitle] : [path, formatTitle, role]}
      onSelect={() => act(() => openArtifact(id))}
    >
      <span className="ellipsis">{path}</span>
      <span className="dim">
        {formatTitle} · {formatBytes(bytes)}
      </span>
    </Cmdk.Item>
  ))
}

function RegionItems({ act }: { act: Act }) {
  const opened = useCase()
  const artifact = useSelection((selection) => selection.artifact)
  const { data } = useQuery(
    'artifact.outline',
    opened === null || artifact === null ? null : { case: opened.id, artifact },
  )
  if (data === null || artifact === null) return null
  return data.regions.map(({ id, title, depth, span: { line } }) => (
    <Cmdk.Item
      key={`${id}-${line}`}
      value={`${id}-${line}`}
      keywords={[title]}
      onSelect={() => act(() => select({ artifact, line, endLine: line }))}
    >
      <span className="ellipsis" style={{ paddingLeft: depth * 14 }}>
        {withGroupedCounts(title)}
      </span>
      <span className="dim">{formatCount(line)}</span>
    </Cmdk.Item>
  ))
}

function LineItem({ input, act }: { input: string; act: Act }) {
  const opened = useCase()
  const id = useSelection((selection) => selection.artifact)
  const artifact = opened?.artifacts.find((one) => one.id === id)
  if (artifact === undefined) return <div className="palette-empty">No artifact is open.</div>
  const typed = withoutPrefix(input)
  const line = Number(typed.replace(/[\s,\u202f]/g, ''))
  if (typed === '' || !Number.isInteger(line) || line < 1 || line > artifact.lines)
    return <div className="palette-empty">A line from 1 to {formatCount(artifact.lines)}.</div>
  return (
    <Cmdk.Item
      forceMount
      value="line"
      onSelect={() => act(() => select({ artifact: artifact.id, line, endLine: line }))}
    >
      Go to line {formatCount(line)}
    </Cmdk.Item>
  )
}
