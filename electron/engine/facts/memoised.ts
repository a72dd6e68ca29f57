/** An object whose members are computed when first read, then kept. Members may read each other; a circle throws. */
export function memoised<T extends object>(derivations: { [K in keyof T]: (all: T) => T[K] }): T {
  const all = {} as T
  for (const key of Object.keys(derivations) as (keyof T)[]) {
    let running = false
    Object.defineProperty(all, key, {
      enumerable: true,
      configurable: true,
      get() {
        if (running) throw new Error(`the derivation of ${String(key)} needs itself`)
        running = true
        try {
          const value = derivations[key](all)
          Object.defineProperty(all, key, { value, enumerable: true })
          return value
        } finally {
          running = false
        }
      },
    })
  }
  return all
}
