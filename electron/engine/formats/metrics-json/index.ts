import { defineFormat } from '../format.ts'
import { openMetricsJson, sniffMetricsJson } from './parse.ts'

/**
 * Answers of the HTTP API of Prometheus and its kin (query, query_range, export), Grafana's data frames (grafana-data,
 * dataframe/DataFrameJSON.ts), Graphite's render format, and plain lists of samples.
 */
export const metricsJson = defineFormat({
  id: 'metrics-json',
  title: 'Metrics (JSON)',
  version: 2,
  sniff: sniffMetricsJson,
  open: openMetricsJson,
})
