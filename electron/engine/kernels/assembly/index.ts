/** What the host calls. Compiled by build/kernels.ts; AssemblyScript, not TypeScript: `u32` is a type and `load` reads memory. */
export { beginGcLines, gcLines } from './gc-lines'
export { logLines } from './log-lines'
export { newlines } from './newlines'
