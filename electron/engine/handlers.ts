/** One line a method: what the contract promises, by what the session can do. */
import process from 'node:process'
import type { CallContext, Handlers } from '../../shared/rpc/protocol.ts'
import type { OpenCaseOptions } from './open-case.ts'
import type { Session } from './session.ts'

export function createHandlers(session: Session, version: string): Handlers {
  return {
    'engine.info': () => ({ node: process.versions.node, version, ...session.info() }),
    'case.open': ({ handle }, context) => session.open(handle, openOptions(context)),
    'case.reopen': ({ case: id }, context) => session.reopen(id, openOptions(context)),
    'case.recent': () => session.recent(),
    'case.forget': ({ case: id }) => session.forget(id),
    'text.window': (request) => session.textWindow(request),
    'artifact.outline': (request) => session.outline(request),
    'artifact.columns': (request) => session.columns(request),
    'artifact.preview': (request) => session.previewCorrection(request),
    'artifact.correct': (request, { signal }) => session.correct(request, signal),
  } satisfies Handlers
}

type Progress = NonNullable<OpenCaseOptions['onProgress']>

function openOptions({ signal, progress }: CallContext<Parameters<Progress>[0]>): OpenCaseOptions {
  return { signal, onProgress: progress }
}
