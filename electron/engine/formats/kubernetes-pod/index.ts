import { defineFormat } from '../format.ts'
import { openKubernetesPod, sniffKubernetesPod } from './parse.ts'

/** `kubectl get pod -o yaml` or `-o json`, one or a list: Kubernetes API, core/v1 Pod, ContainerStatus, ContainerStateTerminated. */
export const kubernetesPod = defineFormat({
  id: 'kubernetes-pod',
  title: 'Pod (Kubernetes)',
  version: 3,
  sniff: sniffKubernetesPod,
  open: openKubernetesPod,
})
