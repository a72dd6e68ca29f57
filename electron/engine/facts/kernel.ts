import type { Citation } from '../../../shared/model/span.ts'
import type { KernelFacts, ProcessFacts } from './process-facts.ts'

/** `3.10.0-1160.el7.x86_64`, `6.18.44-1-amd64`, `5.15.0-1034-aws`. */
export function parseKernelRelease(release: string, citation: Citation): KernelFacts | null {
  const version = /(\d{1,3})\.(\d{1,4})(?:[.\s-]|$)/.exec(release)
  if (!version) return null
  const enterprise = /\.el(\d{1,2})/.exec(release)
  return {
    release,
    major: Number(version[1]),
    minor: Number(version[2]),
    enterprise: enterprise ? Number(enterprise[1]) : null,
    citation,
  }
}

export function kernelOf(facts: ProcessFacts): KernelFacts | null {
  const release = facts.index.text('os.kernel')
  return release && parseKernelRelease(release.value, release.citation)
}

export function kernelAtLeast(kernel: KernelFacts, major: number, minor: number): boolean {
  return kernel.major > major || (kernel.major === major && kernel.minor >= minor)
}

/**
 * How __vm_enough_memory (mm/util.c) judges in mode 0. Since 5.2 (commit 8c7829b04c52) it refuses only a single request larger
 * than MemTotal + SwapTotal; before, requests were weighed against what was free or reclaimable at that moment.
 * `null`: the kernel is not known, or is an enterprise 4.18 whose backports decide.
 */
export function heuristicOvercommit(kernel: KernelFacts | null): 'single-request' | 'free-now' | null {
  if (!kernel) return null
  if (kernelAtLeast(kernel, 5, 2)) return 'single-request'
  return kernel.enterprise === 8 ? null : 'free-now'
}
