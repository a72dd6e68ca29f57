/** Before all unit tests: what they run on besides the sources. */
import { buildKernels } from './kernels.ts'

export async function setup(): Promise<void> {
  await buildKernels()
}
