const FIRST_BYTES = 256

/**
 * Words as assembly/bytes.ts, anyStandsAt, reads them: for each first byte the distance (16 bits, little endian) to its words, 0 for
 * none; each word is its length and its bytes, and a length of 0 ends the list.
 * @param words Of at most 255 bytes each
 */
export function wordTable(words: readonly string[]): Uint8Array {
  const lists = new Map<number, Uint8Array[]>()
  for (const word of words) {
    const bytes = new TextEncoder().encode(word)
    const [first] = bytes
    if (first === undefined || bytes.length > 255) throw new Error(`a word of 1 to 255 bytes was expected: ${word}`)
    const list = lists.get(first)
    if (list) list.push(bytes)
    else lists.set(first, [bytes])
  }
  const heads = new Uint16Array(FIRST_BYTES)
  const bytes: number[] = []
  for (const [first, list] of lists) {
    heads[first] = FIRST_BYTES * 2 + bytes.length
    for (const word of list) bytes.push(word.length, ...word)
    bytes.push(0)
  }
  const table = new Uint8Array(FIRST_BYTES * 2 + bytes.length)
  for (const [index, head] of heads.entries()) {
    table[index * 2] = head & 0xff
    table[index * 2 + 1] = head >> 8
  }
  table.set(bytes, FIRST_BYTES * 2)
  return table
}
