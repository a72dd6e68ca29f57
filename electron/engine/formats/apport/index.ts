import { defineFormat } from '../format.ts'
import { openApport, sniffApport } from './parse.ts'

/** A crash report of Ubuntu: canonical/apport, problem_report.py (ProblemReport.write), data/apport, apport/report.py. */
export const apport = defineFormat({
  id: 'apport',
  title: 'Crash report (Apport)',
  version: 1,
  sniff: sniffApport,
  open: openApport,
})
