/**
 * clone: the memory of the task itself first (the one check with ENOMEM), then the limits of tasks, all with EAGAIN. The number of the
 * new task is taken before the control group is asked (copy_process: alloc_pid, then cgroup_can_fork).
 */
import type { KernelFunction, KernelTable } from './kernel-table.ts'

const FORK_C = 'kernel/fork.c'

function taskChecks(pidsController: string): KernelFunction[] {
  return [
    { name: 'dup_task_struct', file: FORK_C, gates: ['kernel-memory'], note: 'Kernel stack and task_struct' },
    { name: 'copy_process', file: FORK_C, gates: ['task-limit', 'threads-max'] },
    { name: 'alloc_pid', file: 'kernel/pid.c', gates: ['pid-max'] },
    { name: 'pids_can_fork', file: pidsController, gates: ['pids'] },
  ]
}

export const cloneTable: KernelTable = {
  call: 'clone',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_clone', file: FORK_C },
        { name: 'do_fork', file: FORK_C },
        ...taskChecks('kernel/cgroup_pids.c'),
      ],
    },
    {
      from: 4017,
      to: 5010,
      readIn: 'Linux 4.19 and 5.4.59',
      functions: [
        { name: '__x64_sys_clone', file: FORK_C },
        { name: '_do_fork', file: FORK_C },
        ...taskChecks('kernel/cgroup/pids.c'),
      ],
    },
    {
      from: 5010,
      to: null,
      readIn: 'Linux 5.10.198 to 7.0.0',
      functions: [
        { name: '__x64_sys_clone3', file: FORK_C, note: 'clone with a glibc before 2.34' },
        { name: 'kernel_clone', file: FORK_C },
        ...taskChecks('kernel/cgroup/pids.c'),
      ],
    },
  ],
  generic: [{ name: 'sys_clone', file: FORK_C }, ...taskChecks('kernel/cgroup')],
}
