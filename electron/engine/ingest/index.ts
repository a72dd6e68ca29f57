/** Paths in, artifacts with records out. The only door to this folder. */
export * from './types.ts'
export { defaultCaps, type Caps } from './caps.ts'
export type { ArtifactFacts, Identity } from './identity.ts'
export { logPartsOf } from './logs/index.ts'
export { assignProcesses } from './processes.ts'
export { ingest } from './ingest.ts'
