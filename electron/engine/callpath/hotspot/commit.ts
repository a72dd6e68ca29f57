/**
 * os::commit_memory and what follows its refusal. Since JDK 7 a commit is mmap over the reserved range; every errno but EBADF,
 * EINVAL and ENOTSUP ends the VM, because a failed MAP_FIXED may have lost the reservation (comment in commit_memory_impl).
 */
import { hotspot, libc, type FrameSpec, type SystemCall } from '../path-table.ts'

const MMAP = libc(
  'mmap64',
  'glibc sysdeps/unix/sysv/linux/mmap64.c: __mmap64',
  'mmap(address, bytes, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS)',
  { aliases: ['mmap', '__mmap', '__mmap64'] },
)

export const commitCall: SystemCall = { name: 'mmap', libc: MMAP, fixed: true, shared: false, accountable: true }

/** Where HotSpot's sources stand before and after the move to one repository in JDK 10. */
export interface SourceTree {
  os: string
  share: string
}

export const TREE_8: SourceTree = { os: 'hotspot/src/os/linux/vm', share: 'hotspot/src/share/vm' }
export const TREE_11: SourceTree = { os: 'src/hotspot/os/linux', share: 'src/hotspot/share' }

/** The innermost three functions of every commit. */
export function commitDown({ os, share }: SourceTree): FrameSpec[] {
  return [
    hotspot('os::commit_memory', `${share}/runtime/os.cpp: os::commit_memory`, 'Commits a part of a reserved range'),
    hotspot('os::pd_commit_memory', `${os}/os_linux.cpp: os::pd_commit_memory`),
    hotspot(
      'os::Linux::commit_memory_impl',
      `${os}/os_linux.cpp: os::Linux::commit_memory_impl`,
      'Maps anonymous memory over the range with MAP_FIXED',
    ),
  ]
}

/** As {@link commitDown}, for callers that ask the VM to end if the commit fails. */
export function commitOrExitDown({ os, share }: SourceTree): FrameSpec[] {
  return [
    hotspot('os::commit_memory_or_exit', `${share}/runtime/os.cpp: os::commit_memory_or_exit`),
    hotspot('os::pd_commit_memory_or_exit', `${os}/os_linux.cpp: os::pd_commit_memory_or_exit`),
    hotspot(
      'os::Linux::commit_memory_impl',
      `${os}/os_linux.cpp: os::Linux::commit_memory_impl`,
      'Maps anonymous memory over the range with MAP_FIXED',
    ),
  ]
}

/** Either way, where the table does not know which: only what the dump shows is named, and the function that both end in. */
export function anyCommitDown(tree: SourceTree): FrameSpec[] {
  const [orExit, pdOrExit] = commitOrExitDown(tree)
  const [commit, pdCommit, impl] = commitDown(tree)
  const optional = [orExit, pdOrExit, commit, pdCommit].flatMap((spec) =>
    spec ? [Object.assign(spec, { optional: true })] : [],
  )
  return impl ? [...optional, impl] : optional
}

/** Reporting and the end of the process, common to all refusals that HotSpot does not survive. */
export function reportOutcome({ share }: SourceTree, reported: string): FrameSpec[] {
  return [
    hotspot('report_vm_out_of_memory', `${share}/utilities/debug.cpp: report_vm_out_of_memory`, reported),
    hotspot(
      'VMError::report_and_die',
      `${share}/utilities/vmError.cpp: VMError::report_and_die`,
      'Writes the fatal error log; its list of possible reasons is printed whatever the cause',
    ),
    hotspot('VMError::report', `${share}/utilities/vmError.cpp: VMError::report`, '', { optional: true }),
    hotspot(
      'os::abort',
      `${share}/utilities/vmError.cpp: VMError::report_and_die`,
      'The process ends. An out-of-memory end is not taken for a bug, so no core is dumped',
      { returned: true, proof: 'exit' },
    ),
  ]
}

/** What becomes of a refused commit. */
export function commitOutcome(tree: SourceTree): FrameSpec[] {
  return [
    hotspot(
      'warn_fail_commit_memory',
      `${tree.os}/os_linux.cpp: warn_fail_commit_memory`,
      'Prints address, size and errno to standard output, never to the application’s log',
      { returned: true, proof: 'commit-warning' },
    ),
    ...reportOutcome(
      tree,
      'vm_exit_out_of_memory(bytes, OOM_MMAP_ERROR, "committing reserved memory."): the caller is not asked',
    ),
  ]
}
