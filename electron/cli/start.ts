/** Begins the command line: what V8 has to be told before the program is loaded. */
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import type * as Program from './index.ts'
import { loadProgram } from './load-program.ts'
import { loadNodeModules } from './node-modules.ts'

loadNodeModules()

// A run lasts a second or two, most of it in kernels (engine/kernels) and in Node itself: V8's defaults spend more on compiling
// functions that run some thousand times than is won back. What runs a million times is optimised all the same.
// Records live as long as the run: a young generation that grows at once has them copied less often (a megabyte, doubled each time).
setFlagsFromString('--semi-space-growth-factor=16')
// Marking ahead of a full collection pays in runs that have several: most end before the first, and the threads that mark are for nothing.
setFlagsFromString('--no-incremental-marking')
// Kernels are few and hot: no baseline code of them is worth making first.
setFlagsFromString('--no-liftoff')
setFlagsFromString('--invocation-count-for-maglev=4000')
setFlagsFromString('--invocation-count-for-turbofan=60000')

const program = loadProgram(fileURLToPath(new URL('program.cjs', import.meta.url))) as typeof Program
void program.run()
