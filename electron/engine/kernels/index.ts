export { BATCH, type KernelName, Kernels } from './kernels.ts'
