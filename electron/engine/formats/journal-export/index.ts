import { defineFormat } from '../format.ts'
import { openJournalExport, sniffJournalExport } from './parse.ts'

/** `journalctl -o export`: systemd's Journal Export Format (systemd.io/JOURNAL_EXPORT_FORMATS). */
export const journalExport = defineFormat({
  id: 'journal-export',
  title: 'Journal (export format)',
  version: 5,
  sniff: sniffJournalExport,
  open: openJournalExport,
})
