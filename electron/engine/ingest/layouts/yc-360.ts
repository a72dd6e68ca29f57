import { timeInName } from '../time.ts'
import { inPlace } from './dates.ts'
import { defineLayout } from './layout.ts'

/** yCrash's yc-360 script and agent: ycrash/yc-data-script, capture/*.go; one archive a capture of one process. */
export const yc360 = defineLayout({
  id: 'yc-360',
  title: 'yc-360 capture',
  marks: [
    'meta-info.txt',
    'threaddump.out',
    'javacore.1.out',
    'topdashH.1.out',
    'top.out',
    'ps.out',
    'vmstat.out',
    'netstat.out',
    'dmesg.out',
    'disk.out',
    'ping.out',
    'kernel.out',
    'hdsub.out',
    'gc.log',
    'agentlog.out',
    'yc360Logs.out',
    'script_execution.log',
  ],
  needs: 4,
  signature: { is: ({ format }) => format === 'yc-meta-info', root: 'folder' },
  roles: [
    [/^meta-info\.txt$/, 'Host, process and versions of the capture'],
    [/^(?:agentlog|yc360Logs|script_execution)\.(?:out|log)$/, 'Log of the capturing script'],
    [/^threaddump\.out$/, 'Thread dumps, all in one'],
    [/^javacore\.\d+\.out$/, 'Thread dump (jstack)'],
    [/^topdashH\.[\d.]+out$/, 'Threads of the process (top -H)'],
    [/^top(?:4m3)?\.out$/, 'Busiest processes of the host (top)'],
    [/^ps\.out$/, 'Processes of the host (ps)'],
    [/^vmstat\.out$/, 'Memory and scheduling of the host (vmstat)'],
    [/^netstat\.out$/, 'Network connections (netstat)'],
    [/^dmesg\.out$/, 'Last lines of the kernel log (dmesg)'],
    [/^disk\.out$/, 'File systems (df)'],
    [/^ping\.out$/, 'Reachability of the network (ping)'],
    [/^kernel\.out$/, 'Kernel settings (sysctl -a)'],
    [/^hdsub\.out$/, 'Heap histogram, system properties, flags (jcmd)'],
    [/^gc(?:\.\d+)?\.log$/, 'GC log of the process'],
    [/^heap_dump\.(?:out|zip)/, 'Heap dump'],
    [/^(?:\d+\.)?appLogs\b/, 'Application log'],
    [/^accesslog\.out$/, 'Access log'],
    [/^healthCheckEndpoint\./, 'Answer of the health check'],
    [/^(?:custom\d*|boomi|ed-[\w-]+)\.out$/, 'Output of a command of the configuration'],
  ],
  tell({ name, members }) {
    // Its own records state them; here they are said of the neighbours, which do not.
    const meta = [...members.values()].find(({ format }) => format === 'yc-meta-info')?.identity
    const [pid, ...others] = meta?.pids ?? []
    const named = timeInName(name)
    return {
      host: meta?.host ?? null,
      pid: others.length === 0 ? (pid ?? null) : null,
      // `now` of the agent, in its zone (ondemand.go, FullCapture).
      capturedAt: named === null ? null : (inPlace(named, meta?.timeZone ?? 'UTC') ?? named),
    }
  },
})
