/**
 * What a terminal shows of the lines that `script`, PuTTY and others record: control sequences are left out (ECMA-48), and what was
 * written over is gone.
 */
const ESC = 0x1b
const BEL = 0x07
const BS = 0x08
const CR = 0x0d
const LEFT_BRACKET = 0x5b
const RIGHT_BRACKET = 0x5d
const BACKSLASH = 0x5c

/** Whether the line has anything but what it shows; a CR at its end is a line end's. */
export function hasControls(buffer: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = buffer[at] ?? 0
    if (byte === ESC || byte === BS || byte === BEL || (byte === CR && at < end - 1)) return true
  }
  return false
}

/** @param line Without its LF. */
export function shownLine(line: Uint8Array): Uint8Array {
  if (!hasControls(line, 0, line.length)) return line
  const shown = new Uint8Array(line.length)
  let length = 0
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] ?? 0
    if (byte === ESC) at = endOfSequence(line, at)
    else if (byte === BS) length = Math.max(0, length - 1)
    else if (byte === CR) {
      // Back to the beginning, where what follows is written over.
      if (at < line.length - 1) length = 0
    } else if (byte !== BEL) shown[length++] = byte
  }
  return shown.subarray(0, length)
}

/** The last byte of the sequence that begins at `from`. */
function endOfSequence(line: Uint8Array, from: number): number {
  const kind = line[from + 1] ?? 0
  let at = from + 2
  if (kind === LEFT_BRACKET) {
    // Parameters and intermediates, then one final byte (5.4).
    while (at < line.length && (line[at] ?? 0) >= 0x20 && (line[at] ?? 0) < 0x40) at++
    return at
  }
  if (kind === RIGHT_BRACKET) {
    // A title: to BEL, or ESC \ (8.3.89).
    while (at < line.length && line[at] !== BEL && !(line[at] === ESC && line[at + 1] === BACKSLASH)) at++
    return line[at] === ESC ? at + 1 : at
  }
  // ESC ( B chooses a character set.
  return kind >= 0x20 && kind < 0x30 ? at : from + 1
}
