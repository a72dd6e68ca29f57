import { defineLayout } from './layout.ts'

/** canonical/apport: one file a report, problem_report.py; its own format reads it. */
export const apport = defineLayout({
  id: 'apport',
  title: 'Apport crash report',
  marks: [],
  needs: 1,
  signature: { is: ({ format }) => format === 'apport', root: 'file' },
  roles: [[/^$/, 'Report of a crash, with mappings, status and limits']],
  tell({ members }) {
    const [report] = members.values()
    const [pid] = report?.identity.pids ?? []
    return { host: report?.identity.host ?? null, pid: pid ?? null, capturedAt: report?.identity.crashAt ?? null }
  },
})
