import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'

// PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
const ASSIGNMENT = /^([A-Z][A-Z0-9_]*)=(?:"([^"]*)"|'([^']*)'|([^"'\s]*))\s*$/

/** systemd's os-release(5): shell-like assignments, `#` comments. PRETTY_NAME is mandatory in practice, NAME in the standard. */
function readAssignment(text: string): LineFact[] | null {
  if (text.startsWith('#')) return []
  const match = ASSIGNMENT.exec(text)
  if (!match) return null
  return match[1] === 'PRETTY_NAME' ? [{ key: 'os.name', value: match[2] ?? match[3] ?? match[4] ?? '' }] : []
}

export const osRelease = defineFormat({
  id: 'os-release',
  title: 'Operating system (os-release)',
  version: 1,
  sniff(head) {
    const names = new Set(head.lines.map((line) => ASSIGNMENT.exec(line)?.[1]))
    const strange = head.lines.filter((line) => line.trim() !== '' && readAssignment(line) === null).length
    return names.has('ID') && names.has('NAME') && strange === 0 ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, {
      region: { id: 'os-release', title: 'Operating system', note: '' },
      read: readAssignment,
    }),
})
