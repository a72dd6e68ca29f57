import { parseDate } from './dates.ts'
import { defineLayout, hostName } from './layout.ts'

// sosreport-kafka-broker-13-04711815-2026-11-22-abcdefg     sosreport-kafka-broker-13-2026-11-22-abcdefg-obfuscated
const NAME = /^sosreport-(.{1,253}?)(?:-\d{5,12})?-(\d{4})-(\d{2})-(\d{2})-[a-z]{7}(?:-obfuscated)?$/

/** sosreport/sos: sos/report/__init__.py; plugins under sos/report/plugins name their outputs by the mangled command. */
export const sos = defineLayout({
  id: 'sos',
  title: 'sos report',
  marks: ['sos_commands/', 'sos_reports/', 'sos_logs/', 'sos_strings/', 'version.txt', 'environment'],
  needs: 2,
  must: ['sos_commands/'],
  roles: [
    [/^version\.txt$/, 'Version of sos'],
    [/^environment$/, 'Environment of the reporting shell'],
    [/^sos_logs\//, 'Log of sos'],
    [/^sos_reports\//, 'Contents of the report'],
    [/^sos_commands\/kernel\/sysctl/, 'Kernel settings (sysctl -a)'],
    [/^sos_commands\/kernel\/dmesg/, 'Kernel log (dmesg)'],
    [/^sos_commands\/kernel\/uname/, 'Kernel and machine (uname -a)'],
    [/^sos_commands\/process\/ps/, 'Processes of the host (ps)'],
    [/^sos_commands\/process\/lsof/, 'Open files (lsof)'],
    [/^sos_commands\/process\/pidstat/, 'Load of processes (pidstat)'],
    [/^sos_commands\/process\/pstree/, 'Tree of processes'],
    [/^sos_commands\/memory\/free/, 'Memory of the host (free)'],
    [/^sos_commands\/logs\/journalctl/, 'Journal'],
    [/^sos_commands\/coredump\/coredumpctl_list/, 'List of core dumps'],
    [/^sos_commands\/coredump\//, 'Core dump, as coredumpctl tells of it'],
    [/^sos_commands\/host\/hostname/, 'Name of the host'],
    [/^sos_commands\/host\/uptime/, 'Time since boot'],
    [/^sos_commands\/date\//, 'Date at the report'],
    [/^sos_commands\/java\//, 'Java of the host'],
    [/^sos_commands\/([a-z0-9_]+)\//, 'Output of a command of a plugin of sos'],
    [/^proc\/\d+\/smaps$/, 'Mappings of a process, with their memory'],
    [/^proc\/\d+\/limits$/, 'Limits of a process'],
    [/^proc\/\d+\/status$/, 'Status of a process'],
    [/^proc\/\d+\//, 'Of a process, from /proc'],
    [/^proc\/pressure\//, 'Pressure on a resource'],
    [/^proc\//, 'Of the kernel, from /proc'],
    [/^sys\//, 'Of the kernel, from /sys'],
    [/^etc\/sysctl/, 'Configured kernel settings'],
    [/^etc\/security\/limits/, 'Configured limits'],
    [/^etc\//, 'Configuration of the host'],
    [/^var\/log\//, 'Log of the host'],
  ],
  tell(capture) {
    const name = NAME.exec(capture.name)
    const stated = capture.value(
      'sos_commands/host/hostname_-f',
      'sos_commands/host/hostname',
      'hostname',
      'etc/hostname',
    )
    return {
      host: hostName(stated) ?? hostName(name?.[1] ?? null),
      capturedAt: parseDate(capture.value('sos_commands/date/date_--utc', 'sos_commands/date/date', 'date')),
    }
  },
})
