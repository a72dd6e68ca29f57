/** Takes evidence away from bundles whose cause is known, and says where the diagnosis then claims too much. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { ProcessAnalysis } from '../../../shared/model/analysis.ts'
import { openForTest } from '../open-case.ts'
import { Unpacked, type BundleTruth } from '../zoo.ts'
import { variantsOf, type BundleFile, type Variant } from './variants.ts'

/** From here on a verdict is stated as the cause, not as a guess. */
const CONFIDENT = 0.7
/** Verdicts that claim no cause: right wherever what is left does not show the failure. */
const SILENT = new Set(['undetermined', 'none', 'near-map-limit'])

export interface Outcome {
  bundle: string
  variant: string
  pid: number | null
  before: { rootCause: string; confidence: number }
  after: { rootCause: string; confidence: number; summary: string } | null
  /** Empty: as it should be. */
  fault: string
}

/** @param chosen which variants to run, by name and index; all by default */
export async function ablate(
  bundle: BundleTruth,
  chosen: (variant: Variant, index: number) => boolean = () => true,
): Promise<Outcome[]> {
  const unpacked = await Unpacked.open(bundle.file)
  try {
    const whole = await openForTest([unpacked.folder])
    const formats = new Map(whole.artifacts.map(({ path: name, format }) => [name, format]))
    const files = filesIn(unpacked.folder).map((name): BundleFile => {
      const bytes = readFileSync(path.join(unpacked.folder, name))
      const packed = name.endsWith('.gz')
      return {
        path: packed ? name.slice(0, -3) : name,
        format: formats.get(name) ?? '',
        bytes: packed ? gunzipSync(bytes) : bytes,
      }
    })
    const outcomes: Outcome[] = []
    const variants = variantsOf(files)
    const wanted = variants.filter(chosen)
    const opened = new Map<string | null, readonly ProcessAnalysis[]>([[null, whole.processes]])
    for (const variant of variants) {
      const judged = wanted.includes(variant)
      if (!judged && !wanted.some(({ of }) => of === variant.name)) continue
      const processes = await openVariant(variant)
      opened.set(variant.name, processes)
      for (const truth of judged ? bundle.processes : []) {
        const before = matching(opened.get(variant.of) ?? whole.processes, truth.pid)
        if (before) outcomes.push(judge(bundle.name, variant, truth.rootCause, before, matching(processes, truth.pid)))
      }
    }
    return outcomes
  } finally {
    unpacked.dispose()
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .toSorted()
}

async function openVariant(variant: Variant): Promise<ProcessAnalysis[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortem-ablation-'))
  try {
    for (const { path: name, bytes } of variant.files()) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), bytes)
    }
    return (await openForTest([folder])).processes
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function matching(processes: readonly ProcessAnalysis[], pid: number | null): ProcessAnalysis | null {
  const own = processes.find((process) => process.pid === pid)
  return own ?? (processes.length === 1 ? (processes[0] ?? null) : null)
}

function judge(
  bundle: string,
  variant: Variant,
  allowed: readonly string[],
  before: ProcessAnalysis,
  after: ProcessAnalysis | null,
): Outcome {
  const { rootCause, confidence } = before.verdict
  const outcome = { bundle, variant: variant.name, pid: before.pid, before: { rootCause, confidence } }
  if (!after) return { ...outcome, after: null, fault: variant.kind === 'same' ? 'the process is not found' : '' }
  const { verdict } = after
  return {
    ...outcome,
    after: { rootCause: verdict.rootCause, confidence: verdict.confidence, summary: verdict.summary },
    fault: faultOf(variant, allowed, before, after),
  }
}

function faultOf(
  { kind }: Variant,
  allowed: readonly string[],
  before: ProcessAnalysis,
  after: ProcessAnalysis,
): string {
  const { rootCause, confidence } = after.verdict
  const right = allowed.includes(rootCause)
  if (!right && !SILENT.has(rootCause)) {
    if (confidence >= CONFIDENT) return 'wrong, and sure of it'
    return kind === 'same' ? 'wrong' : ''
  }
  // Rewriting may lose what an older JDK does not print; it must not lose the cause.
  if (!right && kind === 'same' && allowed.includes(before.verdict.rootCause)) return 'the cause is lost'
  if (right && rootCause === before.verdict.rootCause && confidence > before.verdict.confidence + 1e-9)
    return 'more certain with less'
  const names = /What would tell|would\.$/.test(after.verdict.summary)
  return rootCause === 'undetermined' && !right && !names ? 'does not say what is missing' : ''
}
