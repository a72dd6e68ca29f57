/** Text or not, and in which encoding. Bytes first: a decision on the head, never a refusal of what follows. */
import type { Bytes } from '../../../shared/model/units.ts'
import type { Chunks } from './bytes.ts'
import { knownBinary } from './signatures.ts'
import type { TextEncoding } from './types.ts'

export type Content =
  | { kind: 'text'; encoding: TextEncoding; /** Bytes of the byte order mark. */ mark: number }
  | { kind: 'binary'; why: string }

const LF = 0x0a
/** Beyond these shares of its head a file is not text. Logs with a few escape sequences or stray bytes are. */
const CONTROL_SHARE = 0.05
const NUL_SHARE = 0.01
/**
 * NULs in runs as long as this are holes in a text: what a power loss leaves at a log's end, and a rotation that truncates the file
 * of a writer which does not append (logrotate's copytruncate). Binary files have them beside many short ones.
 */
const HOLE_BYTES = 64
/** /proc/PID/cmdline and environ are short, with one NUL after each string. The kernel's ARG_MAX gives 2 MiB; real ones have a page or two. */
const NUL_LIST_BYTES = 64 * 1024
/** Without a mark: nearly every second byte of western text in UTF-16 is NUL. */
const UTF16_NUL_SHARE = 0.7
const UTF16_OTHER_SHARE = 0.05

/** What begins so is of a kind that nobody knows. */
export const NOT_TEXT = 'not text'
/** makeself and its like. */
const SCRIPT =
  'a script with binary data behind it; if it is an archive that unpacks itself, unpack it and open the result'

const JOURNAL = Buffer.from('__CURSOR=')

export function contentOf(head: Uint8Array, whole: boolean): Content {
  if (head[0] === 0xff && head[1] === 0xfe) return { kind: 'text', encoding: 'utf-16le', mark: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { kind: 'text', encoding: 'utf-16be', mark: 2 }
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { kind: 'text', encoding: 'utf-8', mark: 3 }
  // A journal's export states sizes in binary between its lines (systemd.io/JOURNAL_EXPORT_FORMATS).
  if (JOURNAL.every((byte, at) => head[at] === byte)) return { kind: 'text', encoding: 'utf-8', mark: 0 }
  const known = knownBinary(head)
  if (known !== null) return { kind: 'binary', why: known }
  const { nuls, evenNuls, controls, holes } = countControls(head)
  const written = head.length - holes
  if (nuls > 0) {
    const half = head.length / 2
    const oddNuls = nuls - evenNuls
    if (oddNuls > half * UTF16_NUL_SHARE && evenNuls < half * UTF16_OTHER_SHARE) {
      return { kind: 'text', encoding: 'utf-16le', mark: 0 }
    }
    if (evenNuls > half * UTF16_NUL_SHARE && oddNuls < half * UTF16_OTHER_SHARE) {
      return { kind: 'text', encoding: 'utf-16be', mark: 0 }
    }
  }
  if (controls > written * CONTROL_SHARE) {
    const isScript = head[0] === 0x23 && head[1] === 0x21
    return { kind: 'binary', why: isScript ? SCRIPT : `${NOT_TEXT}: much of it is control characters` }
  }
  const hasHoles = written > 0 && nuls - holes <= written * NUL_SHARE && head.includes(LF)
  if (nuls > head.length * NUL_SHARE && !hasHoles && !(whole && head.length <= NUL_LIST_BYTES && isNulList(head))) {
    return { kind: 'binary', why: `${NOT_TEXT}: it has many NUL bytes` }
  }
  return { kind: 'text', encoding: 'utf-8', mark: 0 }
}

interface Counts {
  nuls: number
  evenNuls: number
  controls: number
  /** NULs in long runs. */
  holes: number
}

/** Control characters other than white space, backspace and escape; NULs apart. */
function countControls(head: Uint8Array): Counts {
  let nuls = 0
  let evenNuls = 0
  let controls = 0
  let holes = 0
  let run = 0
  for (let at = 0; at < head.length; at++) {
    const byte = head[at] ?? 0
    if (byte !== 0 && run > 0) {
      if (run >= HOLE_BYTES) holes += run
      run = 0
    }
    if (byte > 31) continue
    if (byte === 0) {
      nuls++
      run++
      if ((at & 1) === 0) evenNuls++
    } else if (byte < 8 || (byte > 13 && byte !== 27)) controls++
  }
  if (run >= HOLE_BYTES) holes += run
  return { nuls, evenNuls, controls, holes }
}

/** Strings with one NUL after each: an empty one now and then, no long runs of NULs. */
function isNulList(head: Uint8Array): boolean {
  let strings = 0
  let empty = 0
  let length = 0
  for (const byte of head) {
    if (byte !== 0) {
      length++
      continue
    }
    if (length === 0) empty++
    else strings++
    length = 0
  }
  return strings > 0 && empty <= strings
}

/** UTF-16 as UTF-8. Half surrogates become replacement characters. */
export async function* utf16ToUtf8(chunks: Chunks, encoding: 'utf-16le' | 'utf-16be'): Chunks {
  // The mark, if there is one, is dropped by the decoder. Not every runtime's ICU has utf-16be, so bytes are swapped here.
  const decoder = new TextDecoder('utf-16le')
  let odd: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([odd, chunk])
    const even: Bytes = bytes.length & ~1
    odd = Buffer.from(bytes.subarray(even))
    const units = bytes.subarray(0, even)
    if (encoding === 'utf-16be') units.swap16()
    const text = decoder.decode(units, { stream: true })
    if (text !== '') yield Buffer.from(text)
  }
  const last = decoder.decode(odd)
  if (last !== '') yield Buffer.from(last)
}
