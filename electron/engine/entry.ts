/** The engine as Electron's utility process: the only file below engine/ that knows Electron. */
import path from 'node:path'
import process from 'node:process'
import type { MessagePortMain } from 'electron'
import { version } from '../../package.json' with { type: 'json' }
import { contract } from '../../shared/rpc/contract.ts'
import type { EngineHostMessage } from '../../shared/rpc/desktop.ts'
import type { Port } from '../../shared/rpc/protocol.ts'
import { serve, type Server } from '../../shared/rpc/server.ts'
import { analyseProcess } from './analyse.ts'
import { toRpcError } from './engine-error.ts'
import { formats } from './formats/index.ts'
import { createHandlers } from './handlers.ts'
import { Session } from './session.ts'
import { openLibrary } from './store/library.ts'

const LIBRARY_OPTION = '--library='

function libraryFolder(): string {
  const option = process.argv.find((argument) => argument.startsWith(LIBRARY_OPTION))
  if (option === undefined) throw new Error(`the engine needs ${LIBRARY_OPTION}FOLDER`)
  return path.resolve(option.slice(LIBRARY_OPTION.length))
}

/** The engine's end of a channel to a page. */
function adapt(port: MessagePortMain): Port {
  return {
    post: (message) => port.postMessage(message),
    listen: (onMessage) => {
      port.on('message', ({ data }) => onMessage(data))
      port.start()
    },
    close: () => port.close(),
  }
}

const folder = libraryFolder()
const session = new Session({ openLibrary: () => openLibrary(folder), formats, analyseProcess })
const handlers = createHandlers(session, version)
const servers = new Set<Server>()

function connect(port: MessagePortMain): void {
  const server = serve(adapt(port), contract, handlers, { toError: toRpcError })
  servers.add(server)
  // The page is gone or was loaded anew: nobody waits for what it asked.
  port.on('close', () => {
    servers.delete(server)
    void server.close()
  })
}

async function shutDown(): Promise<never> {
  await Promise.all([...servers].map((server) => server.close()))
  session.close()
  process.exit(0)
}

process.parentPort.on('message', ({ data, ports }) => {
  const message = data as EngineHostMessage
  if (message.type === 'connect' && ports[0] !== undefined) connect(ports[0])
  else if (message.type === 'grant') session.grant(message.handle, message.paths)
  else if (message.type === 'shutdown') void shutDown()
})
