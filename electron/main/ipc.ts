/**
 * The only importer of ipcMain. Every channel of shared/rpc/desktop.ts is served through one wrapper: the sender is our page in a
 * top frame, the one argument and the answer fit the schema; anything else rejects. Channels outside the list have no handler,
 * which Electron answers with a rejection as well.
 */
import { ipcMain, type WebContents } from 'electron'
import type { z } from 'zod'
import { desktopChannels, type DesktopChannel, type DesktopEvent } from '../../shared/rpc/desktop.ts'
import type { TrustedOrigin } from './security/origin.ts'
import { assertTrustedSender } from './security/sender.ts'

type Channels = typeof desktopChannels
type Answer<Channel extends DesktopChannel> = z.input<Channels[Channel]['output']>

export type DesktopHandlers = {
  [Channel in DesktopChannel]: (
    input: z.output<Channels[Channel]['input']>,
    sender: WebContents,
  ) => Answer<Channel> | Promise<Answer<Channel>>
}

export function serveDesktop(handlers: DesktopHandlers, origin: TrustedOrigin): void {
  for (const channel of Object.keys(desktopChannels) as DesktopChannel[]) {
    const { input, output } = desktopChannels[channel]
    const handler = handlers[channel] as (input: unknown, sender: WebContents) => unknown
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      assertTrustedSender(event.senderFrame, origin)
      if (args.length !== 1) throw new Error(`${channel}: one argument expected, ${args.length} given`)
      const parsed = input.safeParse(args[0])
      if (!parsed.success)
        throw new Error(`${channel}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`)
      return output.parse(await handler(parsed.data, event.sender))
    })
  }
}

export function sendEvent(contents: WebContents, event: DesktopEvent): void {
  if (!contents.isDestroyed()) contents.send('desktop:event', event)
}
