import { createColors } from 'picocolors'

/** What the text may be dressed in; without colours every function returns its input. */
export interface Palette {
  strong(text: string): string
  heading(text: string): string
  bad(text: string): string
  warn(text: string): string
  mute(text: string): string
}

/** Colours only on a terminal, and never when NO_COLOR is set to anything (https://no-color.org). */
export function paletteFor(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): Palette {
  const colours = createColors(stream.isTTY === true && !environment['NO_COLOR'])
  return {
    strong: colours.bold,
    heading: (text) => colours.bold(colours.cyan(text)),
    bad: colours.red,
    warn: colours.yellow,
    mute: colours.dim,
  }
}

/** Wraps at spaces; every line begins with `indent`, continuation lines with `hanging` more columns. */
export function wrap(text: string, width: number, indent: string, hanging = 0): string {
  const lines: string[] = []
  let line = indent
  let empty = true
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent + ' '.repeat(hanging)
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  lines.push(line)
  return lines.join('\n')
}
