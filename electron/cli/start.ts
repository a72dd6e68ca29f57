/** Begins the command line: what Node has to be told before the program is loaded. */
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// A run lasts a second or two, most of it in kernels (engine/kernels) and in Node itself: V8's defaults spend more on compiling
// functions that run some thousand times than is won back. What runs a million times is optimised all the same.
setFlagsFromString('--invocation-count-for-maglev=4000')
setFlagsFromString('--invocation-count-for-turbofan=60000')

// Compiled code of the program, beside it: a shared folder could be written by others. Node before 22.1 has no such cache.
module.enableCompileCache?.(fileURLToPath(new URL('compiled/', import.meta.url)))

await import('./index.ts')
