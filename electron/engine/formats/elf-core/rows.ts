/**
 * What a core says of mappings, brought together in address order: LOAD segments, and files that only NT_FILE names. The kernel writes a
 * segment for each mapping; gcore writes none for what its filter leaves out, which is every shared file mapping unless told otherwise.
 */
import type { MappedFiles } from './mapped-files.ts'
import type { Segments } from './segments.ts'

export interface Rows {
  count: number
  /** LOAD segment of each row; -1 for a file without one. */
  load: Int32Array<ArrayBuffer>
  /** Entry of NT_FILE that the row begins in; -1 for none. */
  file: Int32Array<ArrayBuffer>
  /** Rows without a segment. */
  filesOnly: number
}

export function rowsOf(segments: Segments, files: MappedFiles | null): Rows {
  const most = segments.count + (files?.count ?? 0)
  const rows: Rows = { count: 0, load: new Int32Array(most), file: new Int32Array(most), filesOnly: 0 }
  let file = 0
  /** Where the segments so far end: an entry below it has one, or a part of one. */
  let covered = 0
  const passFiles = (until: number): void => {
    for (; files !== null && file < files.count && (files.end[file] ?? 0) <= until; file++) {
      if ((files.start[file] ?? 0) < covered) continue
      add(rows, -1, file)
      rows.filesOnly++
    }
  }
  for (let load = 0; load < segments.count; load++) {
    const start = segments.start[load] ?? 0
    passFiles(start)
    const holds = files !== null && file < files.count && (files.start[file] ?? 0) <= start
    add(rows, load, holds ? file : -1)
    covered = Math.max(covered, segments.end[load] ?? 0)
  }
  passFiles(Infinity)
  return rows
}

function add(rows: Rows, load: number, file: number): void {
  rows.load[rows.count] = load
  rows.file[rows.count] = file
  rows.count++
}
