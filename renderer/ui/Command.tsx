import { CopyButton } from './CopyButton.tsx'

/** A command to run elsewhere: it can be copied, and is never run here. */
export function Command({ command }: { command: string }) {
  return (
    <div className="command">
      <code>{command}</code>
      <CopyButton text={command} label="Copy command" />
    </div>
  )
}
