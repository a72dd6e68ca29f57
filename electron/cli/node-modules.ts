/** What Node compiled of itself and a run needs: loaded under the switches that it was compiled with. */

/** Those that the program imports, with what they load in turn. */
const NEEDED = ['child_process', 'crypto', 'os', 'perf_hooks', 'stream', 'url', 'vm', 'zlib']

/**
 * To be called before V8 is told anything. Node ships its modules compiled, but V8 takes compiled code only under the switches that it
 * was made with: loaded afterwards they are compiled anew, which costs a run 8 ms.
 */
export function loadNodeModules(): void {
  for (const name of NEEDED) process.getBuiltinModule(name)
  // Made when they are first asked for.
  void [globalThis.performance, globalThis.navigator, process.stdout, process.stderr]
}
