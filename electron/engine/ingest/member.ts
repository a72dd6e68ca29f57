/** A member of an archive, whatever the archive. */
import type { Bytes, EpochMs } from '../../../shared/model/units.ts'
import type { Chunks } from './bytes.ts'

export type MemberType = 'file' | 'folder' | 'link' | 'device'

export interface Member {
  /** As the archive says it: anything. */
  name: string
  type: MemberType
  modified: EpochMs | null
  /** Where a link points, for the message. */
  target: string
  /** Its target is stated from the archive's root, as that of a hard link. */
  isHardLink?: boolean
  /** Present for files that can be read. Valid until the next member is asked for. A failure is thrown after what could be read. */
  open: (() => Chunks) | null
  /** Why it cannot be opened: code and a clause about the member. */
  refusal: { code: 'archive-encrypted' | 'archive-damaged' | 'unreadable'; why: string } | null
  /** Bytes that the archive leaves out of a sparse file. */
  holes: Bytes
}

/** Members in the archive's order. Throws ReadFailure after the last one that could be read. */
export type Members = AsyncGenerator<Member, void, undefined>
