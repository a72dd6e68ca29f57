/** Mappings that need not be there, and neighbours that the kernel could have kept as one: what a count is made of beside its owners. */
import type { OwnerId } from './analysis.ts'
import type { Citation } from './span.ts'
import type { Bytes } from './units.ts'

/**
 * deleted: its file was removed, the mapping holds on to it. to-be-deleted: Kafka renamed the file, to remove it a minute later.
 * mapped-twice: the same file from the same offset on is mapped already.
 */
export const staleKinds = ['deleted', 'to-be-deleted', 'mapped-twice'] as const
export type StaleKind = (typeof staleKinds)[number]

/** A file of which mappings are stale. */
export interface StaleFile {
  path: string
  owner: OwnerId
  count: number
  bytes: Bytes
  /** The first of the stale mappings. */
  citation: Citation
}

export interface StaleTotal {
  kind: StaleKind
  /** What the kind means, and what it does not. */
  why: string
  count: number
  bytes: Bytes
  /** Distinct files. */
  files: number
  /** Most mappings first, then most bytes; at most 20. */
  top: StaleFile[]
}

/** Of a store's files; a mapping that is stale for two reasons counts once in the sums. */
export interface StaleMappings {
  count: number
  bytes: Bytes
  /** count / VMAs, 0..1. */
  share: number
  kinds: StaleTotal[]
  /** Whether the listing is whole; of a cut one these are lower bounds. */
  complete: boolean
  /** Whether the listing prints offsets: without them nothing tells whether a file is mapped twice. */
  offsetsKnown: boolean
}

/** What keeps two neighbours apart: the only difference that the listing shows, or that there are several, or that it shows none. */
export const mergeBlockerReasons = [
  'permission',
  'offset',
  'file',
  'anonymous-and-file',
  'name',
  'kernel-special',
  'unseen',
  'several',
] as const
export type MergeBlockerReason = (typeof mergeBlockerReasons)[number]

/** One half of a pair. */
export interface Neighbour {
  owner: OwnerId
  /** `rw-p` */
  perms: string
}

/** Pairs of the same owners and permissions. */
export interface MergeBlockerPattern {
  /** At the lower address. */
  left: Neighbour
  right: Neighbour
  count: number
  /** Both lines of the first such pair. */
  example: Citation
}

export interface MergeBlockerTotal {
  reason: MergeBlockerReason
  /** The kernel's rule, and where it stands. */
  why: string
  /** Pairs. So many mappings fewer there would be without this one difference. */
  count: number
  /** Most frequent first, at most 8. */
  patterns: MergeBlockerPattern[]
  patternsInAll: number
}

export interface MergeBlockers {
  /** Pairs of mappings of which one begins where the other ends. */
  adjacent: number
  /** Most pairs first; without those that have none. */
  reasons: MergeBlockerTotal[]
  complete: boolean
}
