import { defineFormat } from '../format.ts'

/** What no other format knows: readable and searchable, nothing more. */
export const text = defineFormat({
  id: 'text',
  title: 'Text',
  version: 1,
  sniff: () => 'maybe',
  open: (context) => ({
    line() {},
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The text ends early')
      context.emit({
        kind: 'region',
        id: 'text',
        title: 'Text',
        note: 'No known format; it can be read and searched.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }),
})
