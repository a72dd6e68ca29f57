import { expect, test } from 'vitest'
import type { FormatRecord } from '../../../shared/model/records.ts'
import { CoreReport } from '../../../electron/engine/formats/lib/core-report.ts'

test('fields that follow a damaged length are no name of a signal', () => {
  const records: FormatRecord[] = []
  const issues: string[] = []
  const report = new CoreReport({
    emit: (record) => records.push(record),
    excerpt: () => {},
    report: (code, line) => issues.push(`${code} ${line}`),
    name: '',
    at: null,
  })
  const place = (line: number) => ({ span: { line, endLine: line }, quote: '' })
  report.state('pid', '4711', place(1))
  report.state('signal', '_TIMESTAMP=1\nCOREDUMP_COMM=java', place(2))
  report.state('signal', '6', place(3))
  report.end(true)
  const values = records.map((record) => (record.kind === 'fact' ? `${record.key}=${record.value}` : record.kind))
  expect(values).toEqual(['process.pid=4711', 'process.exit=dumped core by signal SIGABRT'])
  expect(issues).toEqual(['malformed-line 2'])
})
