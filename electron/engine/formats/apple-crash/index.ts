import { defineFormat } from '../format.ts'
import { openAppleCrash } from './parse.ts'

const PROCESS = /^Process: {1,40}.{1,100} \[\d{1,10}\]$/
const EXCEPTION = /^(?:Exception Type: {1,40}EXC_|Crashed Thread: |Triggered by Thread: |Report Version: )/
// {"app_name":"java","timestamp":"2023-12-17 07:11:18.00 +0800","bug_type":"309","os_version":"macOS 14.2 (23C64)",...}
const HEADER = /^\{.{0,2000}"bug_type" ?: ?"309"/

/** Crash reports of macOS, as text (.crash) and as JSON (.ips, bug_type 309). */
export const appleCrash = defineFormat({
  id: 'apple-crash',
  title: 'Crash report (macOS)',
  version: 1,
  sniff(head) {
    if (HEADER.test(head.lines[0] ?? '')) return 'certain'
    const top = head.lines.slice(0, 60)
    const at = top.findIndex((line) => PROCESS.test(line))
    return at >= 0 && at < 12 && top.some((line) => EXCEPTION.test(line)) ? 'certain' : 'no'
  },
  open: openAppleCrash,
})
