import { defineFormat } from '../format.ts'
import { openTranscript, sniffTranscript } from './parse.ts'

/**
 * Sessions of a shell as people paste, log or record them (script(1), PuTTY), files that scripts gather outputs in, and Markdown with
 * such blocks. It stands first in the list: what it shows of another format (`cat hs_err_pid9615.log`) is read as an excerpt.
 */
export const transcript = defineFormat({
  id: 'transcript',
  title: 'Terminal session',
  version: 1,
  sniff: sniffTranscript,
  open: openTranscript,
})
