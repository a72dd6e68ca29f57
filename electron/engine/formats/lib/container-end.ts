/** How Kubernetes says that a container ended (core/v1 ContainerStateTerminated), as the value of `process.exit`. */

/** 128 + SIGKILL, as the runtime reports it. */
const KILLED = '137'

export interface ContainerEnd {
  value: string
  /** The OOM killer ended a process in it, which was not the main one. */
  otherKilled: boolean
}

/**
 * Null where nobody saw the end: the kubelet then writes 137 and ContainerStatusUnknown (pkg/kubelet, kubelet_pods.go).
 * OOMKilled is of any process in the container (containerd: TaskOOM; CRI-O: memory.events): of the main one only if SIGKILL ended that.
 */
export function containerEnd(reason: string | null, code: string): ContainerEnd | null {
  if (reason === 'ContainerStatusUnknown') return null
  const otherKilled = reason === 'OOMKilled' && code !== KILLED
  const says = reason !== null && reason !== 'Error' && !otherKilled
  return { value: `${says ? `${reason}, ` : ''}exit code ${code}`, otherKilled }
}
