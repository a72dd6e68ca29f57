/** The words for stale mappings and for what keeps neighbours apart, the same in window and terminal. */
import type { MergeBlockerReason, Neighbour, StaleKind } from '../model/neighbours.ts'

export const staleTitles: Record<StaleKind, string> = {
  deleted: 'File deleted',
  'to-be-deleted': 'File about to be deleted',
  'mapped-twice': 'Same file mapped twice',
}

export const mergeBlockerTitles: Record<MergeBlockerReason, string> = {
  permission: 'Other permissions',
  offset: 'Offset does not go on',
  file: 'Another file',
  'anonymous-and-file': 'Anonymous beside a file',
  name: 'Other name',
  'kernel-special': 'Kernel’s own pages',
  unseen: 'Nothing visible differs',
  several: 'Several differences',
}

/** `anonymous rw-p` */
export function neighbourText({ owner, perms }: Neighbour): string {
  return `${owner} ${perms}`
}
