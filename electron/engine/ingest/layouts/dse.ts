import { defineLayout, hostName } from './layout.ts'

// diag-10.20.30.41     diag-cass-rack1-07
const DIAG = /^diag-(.{1,253})$/
// 10.20.30.41     cass-rack1-07.prod.example
const NODE = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63})*)$/i

/** Folders that a collector puts around nodes. */
const COLLECTING = new Set(['nodes', 'diag', 'diagnostics'])

/**
 * DataStax: the diagnostic collection scripts (`<cluster>/nodes/<address>/`), OpsCenter's tarball (`nodes/<address>/`), and the
 * archive of one node (`diag-<address>.tar.gz` with a folder of that name).
 */
export const dse = defineLayout({
  id: 'dse',
  title: 'DSE or Cassandra diagnostics',
  marks: [
    'nodetool/',
    'dsetool/',
    'driver/',
    'os-metrics/',
    'conf/cassandra/',
    'conf/dse/',
    'logs/cassandra/',
    'process_limits',
    'java_cmdline',
    'java_command_line.txt',
    'java_system_properties.txt',
    'java_version.txt',
    'jmx_dump.json',
    'agent_version.json',
    'machine-info.json',
    'os-info.json',
    'os-info.txt',
    'blockdev_report',
  ],
  needs: 3,
  roles: [
    [/^nodetool\//, 'Answer of nodetool'],
    [/^dsetool\//, 'Answer of dsetool'],
    [/^driver\//, 'Schema and queries'],
    [/^logs\/cassandra\/gc/, 'GC log of the node'],
    [/^logs\//, 'Log of the node'],
    [/^conf\//, 'Configuration of the node'],
    [/^os-metrics\/sysctl/, 'Kernel settings (sysctl -a)'],
    [/^os-metrics\/dmesg/, 'Kernel log (dmesg)'],
    [/^os-metrics\/ps/, 'Processes of the host (ps)'],
    [/^os-metrics\/limits/, 'Configured limits (limits.conf)'],
    [/^os-metrics\/(?:netstat|ss)/, 'Network connections'],
    [/^os-metrics\/df/, 'File systems (df)'],
    [/^os-metrics\//, 'Measurement of the host'],
    [/^process_limits$/, 'Limits of the process'],
    [/^java_(?:cmdline|command_line\.txt)$/, 'Command line of the JVM'],
    [/^java_system_properties\.txt$/, 'System properties of the JVM'],
    [/^java_version\.txt$/, 'Java version'],
    [/^jmx_dump\.json$/, 'Values of the management beans'],
    [/^os-info\./, 'Operating system'],
    [/^ntp\//, 'Synchronisation of the clock'],
  ],
  tell(capture) {
    const { name, around } = capture
    const stated = hostName(capture.value('os-metrics/hostname', 'hostname'))
    const named = DIAG.exec(name)?.[1] ?? (isNode(name, around) ? name : null)
    return { host: stated ?? hostName(named) }
  },
})

/** An address is a node's anywhere; other names only where the collector puts nodes. */
function isNode(name: string, around: readonly string[]): boolean {
  if (!NODE.test(name)) return false
  return (
    /^[\d.]+$/.test(name) || COLLECTING.has(around.at(-1) ?? '') || around.some((folder) => folder === `diag-${name}`)
  )
}
