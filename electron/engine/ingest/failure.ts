import type { IssueCode } from '../../../shared/model/records.ts'

/** Reading cannot go on here, for a reason that becomes an issue. What was read before stays. */
export class ReadFailure extends Error {
  override name = 'ReadFailure'
  readonly code: IssueCode
  /** Whether the file on disk with all archives in it ends with it: the caps are used up. */
  readonly endsFile: boolean

  /** @param message A clause about the thing read, without its name: "it unpacks to more than ...". */
  constructor(code: IssueCode, message: string, endsFile = false) {
    super(message)
    this.code = code
    this.endsFile = endsFile
  }
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** errno name of a failed system call, or the message. */
export function systemErrorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'ENOENT':
      return 'it does not exist'
    case 'ELOOP':
      return 'it is a symbolic link'
    case 'EIO':
      return 'the disk reported a read error'
    default:
      return code === '' ? errorText(error) : code
  }
}
