/** What names of files and folders say of a process. Hints only: records win. */
import type { Pid } from '../../../shared/model/units.ts'
import { INSIDE } from './paths.ts'

/** Linux: PID_MAX_LIMIT is 4 194 304 (include/linux/threads.h). */
const PID_LIMIT = 4_194_304

/** Names that tools give: each has its pid in the first group. Samples above. */
const namePatterns: readonly RegExp[] = [
  // hs_err_pid9615.log, replay_pid9615.log, java_pid9615.hprof, gc_pid9615.log, hs_err_pid9615.jfr
  /(?:^|[_.-])pid[_-]?(\d{1,7})(?!\d)/i,
  // 9615_maps.txt, 9615-smaps; fewer digits count captures, as in maps-1.txt, maps-2.txt
  /^(\d{3,7})[_.-](?:maps|smaps|smaps_rollup|status|limits|cmdline|environ|jstack|gc)(?![a-z])/i,
  // maps.9615.1795337183, status-9615.txt, smaps_9615, vm_memory_map_9615.txt, jstack.9615.txt, gc.9615.log
  /^(?:maps|smaps|smaps_rollup|status|limits|cmdline|environ|pmap|jstack|vm_memory_map|gc)[_.-](\d{3,7})(?![\da-z])/i,
  // core.java.1000.9b4f0e1c2d3a4b5c6d7e8f9001122334.9615.1795337963000000.zst (systemd-coredump)
  /^core\..{1,64}\.\d{1,10}\.[0-9a-f]{32}\.(\d{1,7})\.\d{10,17}(?!\d)/,
  // javacore.20261122.085923.9615.0001.txt
  /^javacore\.\d{8}\.\d{6}\.(\d{1,7})\.\d{4}\.txt/i,
]

function pidOf(digits: string | undefined): Pid | null {
  const pid = Number(digits)
  return digits !== undefined && !digits.startsWith('0') && pid <= PID_LIMIT ? pid : null
}

/** The pid in a file's own name, or in a `proc/<pid>/` above it. */
export function pidInPath(path: string): Pid | null {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  for (const pattern of namePatterns) {
    const pid = pidOf(pattern.exec(name)?.[1])
    if (pid !== null) return pid
  }
  for (let at = parts.length - 2; at > 0; at--) {
    if (parts[at - 1] === 'proc' && /^\d{1,7}$/.test(parts[at] ?? '')) return pidOf(parts[at])
  }
  return null
}

/** Numbers in a file's own name that may be pids, whatever stands beside them: `9615-server.log`, `exit-status.9615.txt`. */
export function numbersInName(path: string): Pid[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return [...name.matchAll(/(?<!\d)[1-9]\d{2,6}(?!\d)/g)].flatMap(([digits]) => pidOf(digits) ?? [])
}

/** Folders named `<host>-<pid>`. Two or fewer digits are an instance's number (`kafka-prod-3`), and years are years. */
const HOST_AND_PID = /^(.*[^-_.])[-_](\d{3,7})$/

/** @param folders From the outermost in. The innermost that fits counts. */
export function hostAndPidOfFolders(folders: readonly string[]): { host: string; pid: Pid } | null {
  for (const folder of folders.toReversed()) {
    const found = HOST_AND_PID.exec(folder)
    const pid = pidOf(found?.[2])
    if (found === null || pid === null || (pid >= 1970 && pid < 2100)) continue
    return { host: found[1] ?? '', pid }
  }
  return null
}

/** The folders of a path, outermost first; an archive inside counts as one. */
export function foldersOf(path: string): string[] {
  return path.replaceAll(INSIDE, '/').split('/').slice(0, -1)
}

/** Every node has such folders, so they name none. */
const COMMON_FOLDER = /^(?:logs?|crash(?:es)?|dumps?|gc|proc|var|etc|conf|config|tmp|data|\d+)$/i

/** The innermost folder whose name says something. */
export function tellingFolder(folders: readonly string[]): string | null {
  return folders.findLast((folder) => !COMMON_FOLDER.test(folder)) ?? null
}

/** Host names are compared without their domain. */
export function shortHost(host: string): string {
  return isAddress(host) ? host : (host.split('.')[0] ?? host).toLowerCase()
}

/** 10.20.30.41, fd00::12 */
export function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || /^[\da-f:]*:[\da-f:]+$/i.test(host)
}
