/** Typing letters in a list goes to the next label that starts with them; a pause starts anew. */
const pauseMs = 800

/** Keeps what was typed in `typed`. Returns the index to go to, or null. */
export function typeAhead(
  rows: readonly { label: string }[],
  from: number,
  typed: { text: string; at: number },
  key: string,
  now: number,
): number | null {
  typed.text = now - typed.at > pauseMs ? key : typed.text + key
  typed.at = now
  const prefix = typed.text.toLowerCase()
  // The first letter looks beyond the row one stands on; more letters may confirm it.
  const first = typed.text.length === 1 ? from + 1 : from
  for (let step = 0; step < rows.length; step++) {
    const index = (first + step) % rows.length
    if (rows[index]?.label.toLowerCase().startsWith(prefix)) return index
  }
  return null
}
