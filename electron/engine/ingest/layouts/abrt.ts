import { defineLayout, hostName, wholeNumber } from './layout.ts'

/** Seconds since 1970 in the file `time`. */
const EARLIEST = 946_684_800

/**
 * A problem directory of ABRT: one file an element (abrt/libreport, src/include/problem_data.h, FILENAME_*). `pid`, `time`,
 * `hostname` and their like are a bare value, which nothing but their name explains.
 */
export const abrt = defineLayout({
  id: 'abrt',
  title: 'ABRT problem directory',
  // Not those that a copy of /proc/PID has too.
  marks: [
    'analyzer',
    'type',
    'executable',
    'pid',
    'global_pid',
    'tid',
    'reason',
    'time',
    'last_occurrence',
    'count',
    'uid',
    'hostname',
    'kernel',
    'proc_pid_status',
    'open_fds',
    'backtrace',
    'core_backtrace',
    'coredump',
    'abrt_version',
    'duphash',
    'uuid',
    'var_log_messages',
  ],
  needs: 5,
  roles: [
    [/^(?:analyzer|type)$/, 'Kind of problem'],
    [/^executable$/, 'Program'],
    [/^cmdline$/, 'Command line of the process'],
    [/^(?:global_)?pid$/, 'Process id'],
    [/^tid$/, 'Id of the failing thread'],
    [/^reason$/, 'How the process ended'],
    [/^(?:time|last_occurrence)$/, 'Time of the problem, in seconds since 1970'],
    [/^count$/, 'How often it happened'],
    [/^uid$/, 'User of the process'],
    [/^username$/, 'User of the process'],
    [/^hostname$/, 'Name of the host'],
    [/^kernel$/, 'Kernel release'],
    [/^architecture$/, 'Machine architecture'],
    [/^os_(?:release|info)$/, 'Operating system'],
    [/^maps$/, 'Mappings at the end of the process'],
    [/^limits$/, 'Limits of the process'],
    [/^proc_pid_status$/, 'Status of the process'],
    [/^open_fds$/, 'Open files of the process'],
    [/^environ$/, 'Environment of the process'],
    [/^cgroup$/, 'Control group of the process'],
    [/^(?:mountinfo|namespaces)$/, 'Mounts and namespaces of the process'],
    [/^core_backtrace$/, 'Stacks of all threads, from the core'],
    [/^backtrace$/, 'Stacks of all threads, by gdb'],
    [/^coredump/, 'Core dump'],
    [/^var_log_messages$/, 'Lines of the system log'],
    [/^(?:package|pkg_[a-z]+|component)$/, 'Package of the program'],
    [/^(?:uuid|duphash|crash_function)$/, 'What ABRT knows the problem by'],
  ],
  tell(capture) {
    const time = wholeNumber(capture.value('time'))
    // Within a container `pid` is that of the container and `global_pid` the host's; maps, status and hs_err state the former.
    return {
      host: hostName(capture.value('hostname')),
      pid: wholeNumber(capture.value('pid')),
      capturedAt: time === null || time < EARLIEST ? null : time * 1000,
    }
  },
})
