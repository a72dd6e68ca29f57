/** A hexadecimal number with or without `0x`; NaN for anything else and for what a double cannot hold exactly. */
export function parseHex(text: string): number {
  if (!/^(?:0x)?[0-9a-f]{1,16}$/i.test(text)) return Number.NaN
  const value = Number.parseInt(text, 16)
  return Number.isSafeInteger(value) ? value : Number.NaN
}
