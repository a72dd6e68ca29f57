/** What to do about a limit of tasks. */
import type { Remedy } from '../../../../shared/model/analysis.ts'
import { formatCount } from '../../../../shared/display/counts.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import type { TaskLimit } from '../../facts/tasks.ts'

const RAISING: Record<TaskLimit['id'], Remedy> = {
  cgroup: {
    title: 'Raise pids.max of the control group',
    command:
      'TasksMax=infinity in the systemd unit; docker run --pids-limit=-1; podPidsLimit in the kubelet configuration',
    why: 'Every thread is a task of the group. systemd and container runtimes set the limit, and the parents’ limits hold as well.',
    sideEffects: 'A thread leak or a fork bomb then goes further before it is stopped.',
  },
  user: {
    title: 'Raise RLIMIT_NPROC of the user',
    command:
      'LimitNPROC=infinity in the systemd unit; "USER - nproc 65536" in /etc/security/limits.d/; then start anew',
    why: 'It counts all tasks of the user on the host, not those of this process; containers with the same user id share it.',
    sideEffects: 'One user may then take more of the host’s tasks.',
  },
  system: {
    title: 'Raise kernel.threads-max',
    command: "printf 'kernel.threads-max = 1000000\\n' > /etc/sysctl.d/90-threads.conf && sysctl --system",
    why: 'It bounds the tasks of the whole host.',
    sideEffects: 'Each task takes some 20 KiB of kernel memory when it exists.',
  },
  pids: {
    title: 'Raise kernel.pid_max',
    command: "printf 'kernel.pid_max = 4194304\\n' > /etc/sysctl.d/90-pid-max.conf && sysctl --system",
    why: 'Each task needs a number of its own; the default is 32 768 on hosts with few processors.',
    sideEffects: 'Longer numbers in listings.',
  },
}

/** The limits that were met or nearly met; all of them when none stands out. */
export function taskRemedies(facts: ProcessFacts): Remedy[] {
  const { count, limits } = facts.tasks
  const met = limits.filter(({ standing }) => standing === 'reached' || standing === 'close')
  const open = limits.filter(({ standing }) => standing === 'open' || standing === 'unknown')
  const chosen = (met.length > 0 ? met : open).map(({ id }) => RAISING[id])
  const had = count ? ` This process had ${formatCount(count.value)}.` : ''
  return [
    ...chosen,
    {
      title: 'Find who starts the threads',
      command: 'jcmd PID Thread.print | grep -c "tid="; group the names by their pool',
      why: `Pools without a bound and executors that nobody shuts down grow until some limit stops them.${had}`,
      sideEffects: '',
    },
    {
      title: 'Verify, and alert before it happens again',
      command: 'ps -L -u USER | wc -l; cat /sys/fs/cgroup/pids.{current,max,events}; grep processes /proc/PID/limits',
      why: 'None of these counts is among the JVM’s own metrics; java.lang:type=Threading counts its Java threads only.',
      sideEffects: '',
    },
  ]
}
