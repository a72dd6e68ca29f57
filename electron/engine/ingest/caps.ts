/** All limits of what a bundle may ask of us, in one place. A bundle is hostile until read. */
import type { Bytes } from '../../../shared/model/units.ts'

export interface Caps {
  /** Members of one bundle, folders and refused ones included. A sosreport of a big host has some 20 000. */
  entries: number
  /** Archives within archives. Real bundles need three: a support case's zip with a node's tar.gz with rotated logs. */
  depth: number
  /** Bytes unpacked from one bundle: the disk must hold them. */
  inflatedBytes: Bytes
  /** Bytes unpacked from one member; also bounds one plain text. */
  memberBytes: Bytes
  /** A core, heap dump or recording on disk beyond this is hashed by its first {@link partialHashBytes} only. */
  wholeHashBytes: Bytes
  partialHashBytes: Bytes
  /**
   * Unpacked bytes for each packed one. Deflate ends at 1032 and a bomb sits there; logs pack 10 to 60 times,
   * a log of one repeated line up to some 150.
   */
  ratio: number
  /** The ratio is not looked at below this: small members may pack as well as they like. */
  ratioFloorBytes: Bytes
  /**
   * A longer line reaches the parser cut; bounds the buffer whatever the file. A core dump in a journal's JSON is one line with all
   * of /proc/PID/maps in it: at the limit of 65 530 mappings some 7 MB.
   */
  lineBytes: Bytes
  /** Longer paths are a mistake or an attack (PATH_MAX of Linux is 4096). */
  pathLength: number
  /** Levels of folders, against trees made to exhaust the stack. */
  folderDepth: number
  /** Issues of one code that a bundle lists by name; the others are only counted. */
  namedIssues: number
}

const MIB = 1024 * 1024
const GIB = 1024 * MIB

export const defaultCaps: Caps = {
  entries: 200_000,
  depth: 6,
  inflatedBytes: 20 * GIB,
  memberBytes: 10 * GIB,
  wholeHashBytes: 8 * GIB,
  partialHashBytes: 16 * MIB,
  ratio: 200,
  ratioFloorBytes: 64 * MIB,
  lineBytes: 16 * MIB,
  pathLength: 4096,
  folderDepth: 128,
  namedIssues: 50,
}
