/**
 * Which files are one log, in which order, and what is missing between them. Rotation: JDK 8 (ostream.cpp, rotate_log) writes
 * `gc.log.0` to `.N` as a ring, the one being written with `.current`; JDK 9 and later (logFileOutput.cpp) writes `gc.log` and archives
 * it as `.0` to `.N`, a ring too; log4j and logback count or date the old files.
 */
import type { LogPart } from '../../../../shared/model/log-part.ts'
import type { ArtifactId } from '../../../../shared/model/span.ts'
import type { ArtifactFacts } from '../identity.ts'
import { baseName } from '../paths.ts'
import { missingBeforeFirst, missingBetween } from './gaps.ts'
import { rotationOf } from './names.ts'
import { continues, hasPlace, ordered } from './order.ts'
import { folderOf, isGcLog, logFileOf, setsOf, type LogFile } from './sets.ts'

/** Pure. By id; artifacts that are no logs are left out. */
export function logPartsOf(artifacts: readonly ArtifactFacts[]): Map<ArtifactId, LogPart> {
  const files = artifacts.flatMap((artifact) => logFileOf(artifact) ?? [])
  const numbers = numbersByName(artifacts)
  const parts = new Map<ArtifactId, LogPart>()
  for (const set of setsOf(files)) {
    const inOrder = ordered(set)
    const left = set.filter((file) => !inOrder.includes(file))
    // The places that these artifacts have among all others, handed out in the order of the log.
    const places = set.map(({ facts }) => facts.id).toSorted((one, other) => one - other)
    for (const sequence of [...sequencesOf(inOrder), ...left.map((file) => [file])])
      for (const [index, file] of sequence.entries())
        parts.set(file.facts.id, partOf(sequence, index, places.shift() ?? file.facts.id, numbers))
  }
  return parts
}

/** Broken where another VM starts, or where files overlap. */
function sequencesOf(files: readonly LogFile[]): LogFile[][] {
  const sequences: LogFile[][] = []
  for (const file of files) {
    const sequence = sequences.at(-1)
    const last = sequence?.at(-1)
    if (sequence && last && (!hasPlace(file) || continues(last, file))) sequence.push(file)
    else sequences.push([file])
  }
  return sequences
}

function partOf(
  sequence: readonly LogFile[],
  index: number,
  order: ArtifactId,
  numbers: ReadonlyMap<string, ReadonlySet<number>>,
): LogPart {
  const file = sequence[index] as LogFile
  const before = sequence[index - 1]
  const { first, last, zoned, nextCause } = file.log
  const known = numbers.get(nameKey(file.folder, file.stem)) ?? new Set()
  const missing = before
    ? missingBetween(before, file, sequence, known)
    : isGcLog(file)
      ? missingBeforeFirst(file)
      : null
  return {
    sequence: (sequence[0] ?? file).facts.id,
    part: index + 1,
    parts: sequence.length,
    first,
    last,
    zoned,
    nextCause,
    missing,
    order,
  }
}

/** Of all files of a name: one that is there is not missing, even if nothing in it could be read. */
function numbersByName(artifacts: readonly ArtifactFacts[]): Map<string, Set<number>> {
  const numbers = new Map<string, Set<number>>()
  for (const artifact of artifacts) {
    const rotation = rotationOf(baseName(artifact.path))
    if (rotation.number === null) continue
    const key = nameKey(folderOf(artifact, rotation), rotation.stem)
    numbers.set(key, (numbers.get(key) ?? new Set()).add(rotation.number))
  }
  return numbers
}

function nameKey(folder: string, stem: string): string {
  return `${folder}\n${stem}`
}
