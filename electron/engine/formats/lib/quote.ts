import { QUOTE_LIMIT } from '../../../../shared/model/span.ts'

/** Verbatim text of a line as a record carries it. A pair of surrogates is not cut in two. */
export function quoteOf(text: string): string {
  if (text.length <= QUOTE_LIMIT) return text
  const last = text.charCodeAt(QUOTE_LIMIT - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? QUOTE_LIMIT - 1 : QUOTE_LIMIT)
}
