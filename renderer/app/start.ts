/** What runs beside the components: the engine's port, the keyboard, the case of the command line. */
import { listenForPorts } from '../state/engine.ts'
import { startSession } from '../state/session.ts'
import { runCommand } from './commands.ts'
import { listenForKeys } from './keybindings.ts'

/** Call once, before rendering. Returns its disposer. */
export function startApp(): () => void {
  const stops = [listenForPorts(), listenForKeys(), startSession((id) => void runCommand(id))]
  return () => {
    for (const stop of stops) stop()
  }
}
