import { timeInName } from '../time.ts'
import { defineLayout } from './layout.ts'

/**
 * Elastic's support diagnostics: elastic/support-diagnostics, src/main/resources/{elastic-rest,diags}.yml. The API's answers
 * speak of the whole cluster, `syscalls/` and `logs/` of the one node that it ran on.
 */
export const elastic = defineLayout({
  id: 'elastic',
  title: 'Elastic support diagnostics',
  marks: [
    'manifest.json',
    'diagnostic_manifest.json',
    'diagnostics.log',
    'system-digest.txt',
    'system-digest.json',
    'version.json',
    'nodes.json',
    'nodes_stats.json',
    'nodes_hot_threads.txt',
    'cluster_health.json',
    'cluster_stats.json',
    'cluster_state.json',
    'cluster_settings.json',
    'cat/',
    'commercial/',
    'syscalls/',
  ],
  needs: 3,
  roles: [
    [/^(?:diagnostic_)?manifest\.json$/, 'Manifest of the diagnostic'],
    [/^diagnostics\.log$/, 'Log of the diagnostic tool'],
    [/^system-digest\.(?:txt|json)$/, 'Digest of the host'],
    [/^version\.json$/, 'Version of the node that answered'],
    [/^nodes\.json$/, 'Nodes of the cluster: settings, JVM, host'],
    [/^nodes_stats\.json$/, 'Counters of all nodes'],
    [/^nodes_hot_threads\.txt$/, 'Busiest threads of all nodes'],
    [/^cluster_[\w-]+\.json$/, 'State of the cluster'],
    [/^cat\//, 'Answer of the cat API'],
    [/^commercial\//, 'Answer of the API of a licensed feature'],
    [/^syscalls\/ps/, 'Processes of the host (ps)'],
    [/^syscalls\/process-list/, 'Processes of the host (ps)'],
    [/^syscalls\/top_threads/, 'Threads of the process (top -H)'],
    [/^syscalls\/top/, 'Busiest processes of the host (top)'],
    [/^syscalls\/(?:netstat|ss)\b/, 'Network connections'],
    [/^syscalls\/uname/, 'Kernel and machine (uname -a)'],
    [/^syscalls\/cpu/, 'Processors'],
    [/^syscalls\/iostat/, 'Load of the disks (iostat)'],
    [/^syscalls\/sar/, 'Load over time (sar)'],
    [/^syscalls\/sysctl/, 'Kernel settings (sysctl -a)'],
    [/^syscalls\/dmesg/, 'Kernel log (dmesg)'],
    [/^syscalls\/huge_pages/, 'Transparent huge pages'],
    [/^syscalls\/limits/, 'Configured limits (limits.conf)'],
    [/^syscalls\/proc-limit/, 'Limits of the process'],
    [/^syscalls\/jps/, 'Java processes (jps)'],
    [/^syscalls\/jstack/, 'Thread dump (jstack)'],
    [/^syscalls\/elastic-java/, 'Java version'],
    [/^syscalls\//, 'Output of a system command'],
    [/^logs\/gc/, 'GC log of the node'],
    [/^logs\//, 'Log of the node'],
    [/^[\w-]+\.json$/, 'Answer of the API'],
  ],
  tell({ name, members }) {
    const uname = [...members.values()].find(({ format }) => format === 'uname')
    return { host: uname?.identity.host ?? null, capturedAt: timeInName(name) }
  },
})
