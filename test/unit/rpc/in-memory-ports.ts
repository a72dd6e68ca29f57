import type { Port } from '../../../shared/rpc/protocol.ts'

type End = Port & { receiver: ((message: unknown) => void) | null; queue: unknown[]; closed: boolean }

/** Two ends of one channel: messages are structured-cloned and delivered in later microtasks, as a MessagePort does. */
export function portPair(): { client: Port & { closed: boolean }; server: Port; sent: unknown[] } {
  const sent: unknown[] = []
  const client = makeEnd()
  const server = makeEnd()
  const wire = (from: End, to: End): void => {
    from.post = (message) => {
      const copy = structuredClone(message)
      sent.push(copy)
      queueMicrotask(() => {
        if (to.receiver === null) to.queue.push(copy)
        else to.receiver(copy)
      })
    }
  }
  wire(client, server)
  wire(server, client)
  return { client, server, sent }
}

function makeEnd(): End {
  return {
    receiver: null,
    queue: [],
    closed: false,
    post: () => undefined,
    listen(onMessage) {
      this.receiver = onMessage
      for (const message of this.queue.splice(0)) onMessage(message)
    },
    close() {
      this.closed = true
    },
  }
}
