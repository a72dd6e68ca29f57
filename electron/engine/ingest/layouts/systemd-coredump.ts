import { defineLayout } from './layout.ts'

/** `coredumpctl info` and an export of the journal (JSON, export): a pid is stated where they tell of one core dump. */
const FORMATS = new Set(['coredump-info', 'kernel-log-json', 'journal-export'])

/** systemd: src/coredump/coredump.c puts everything into one journal entry; its formats read that. */
export const systemdCoredump = defineLayout({
  id: 'systemd-coredump',
  title: 'systemd-coredump export',
  marks: [],
  needs: 1,
  signature: { is: ({ format, identity }) => FORMATS.has(format) && identity.pids.length > 0, root: 'file' },
  roles: [[/^$/, 'Core dump, as systemd-coredump kept it']],
  tell({ members }) {
    const [entry] = members.values()
    const [pid, ...others] = entry?.identity.pids ?? []
    return {
      host: entry?.identity.host ?? null,
      pid: others.length === 0 ? (pid ?? null) : null,
      capturedAt: entry?.identity.crashAt ?? null,
    }
  },
})
