import { defineFormat } from '../format.ts'
import { openKubernetesDescribe, sniffKubernetesDescribe } from './parse.ts'

/** `kubectl describe pod`: k8s.io/kubectl, pkg/describe/describe.go, describePod. */
export const kubernetesDescribe = defineFormat({
  id: 'kubernetes-describe',
  title: 'Pod (kubectl describe)',
  version: 3,
  sniff: sniffKubernetesDescribe,
  open: openKubernetesDescribe,
})
