// __REALTIME_TIMESTAMP=1795337205123456        MESSAGE=Out of memory: Killed process 4242 (java)        (systemd, JOURNAL_EXPORT_FORMATS)
const FIELD = /^(_{0,2}[A-Z][A-Z0-9_]{0,63})=(.*)$/

export interface ExportField {
  name: string
  value: string
}

/** A field of `journalctl -o export`; those that are no text stand otherwise, and are left out. */
export function exportField(text: string): ExportField | null {
  const match = FIELD.exec(text)
  return match && { name: match[1] ?? '', value: match[2] ?? '' }
}

export function isExport(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '') ?? ''
  return /^__(?:CURSOR|REALTIME_TIMESTAMP)=/.test(first)
}
