/**
 * Colours that a console layout puts around the parts of a line (ECMA-48, SGR): Spring Boot, log4j2's %highlight, docker compose. Paste and
 * web pages show the escape character as `^[` or as a picture of it.
 */
import type { WrapperObject } from './wrapper.ts'

// ESC[2m2026-11-22 09:00:02.354ESC[0;39m ESC[32m INFOESC[0;39m
// oxlint-disable-next-line no-control-regex
const COLOUR = /(?:\u001B|\^\[|[\u241B\uFFFD])\[[\d;]{0,12}[mK]/g

/** Null where fewer than one of ten lines has them: frames and what others print have none. */
export function coloursOf(sample: readonly string[]): WrapperObject | null {
  const coloured = sample.filter((line) => withoutColours(line) !== line).length
  return coloured > 0 && coloured * 10 >= sample.length ? colours : null
}

const colours: WrapperObject = {
  kind: 'object',
  read(text) {
    const plain = withoutColours(text)
    return plain === text ? null : { rows: [plain], time: null }
  },
}

function withoutColours(text: string): string {
  return text.includes('[') ? text.replaceAll(COLOUR, '') : text
}
