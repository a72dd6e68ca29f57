import { defineFormat } from '../format.ts'
import { isPreamble, layoutOf } from './layout.ts'
import { openMetrics } from './parse.ts'

/** Exports of dashboards and sampling scripts: RFC 4180 and its common departures; Grafana's toCSV (grafana-data, utils/csv.ts). */
export const metricsCsv = defineFormat({
  id: 'metrics-csv',
  title: 'Metrics (CSV)',
  version: 4,
  sniff(head) {
    const [header, row] = head.lines.filter((line) => !isPreamble(line))
    return header !== undefined && row !== undefined && layoutOf(header, row) ? 'yes' : 'no'
  },
  open: openMetrics,
})
