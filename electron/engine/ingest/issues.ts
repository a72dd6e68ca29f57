/** Issues, counted: of an artifact one per code, of a bundle one per thing named. */
import type { Issue, IssueCode } from '../../../shared/model/records.ts'
import type { LineNumber } from '../../../shared/model/units.ts'

/** Messages are for people and may quote the bundle: kept short whatever was quoted. */
const MESSAGE_LIMIT = 600

function clip(message: string): string {
  return message.length <= MESSAGE_LIMIT ? message : `${message.slice(0, MESSAGE_LIMIT)} ...`
}

/** One issue per code: first line and message, and how often. */
export class ArtifactIssues {
  private readonly byCode = new Map<IssueCode, Issue>()

  add(code: IssueCode, line: LineNumber | null, message: string, count = 1): void {
    const known = this.byCode.get(code)
    if (known === undefined) this.byCode.set(code, { code, message: clip(message), line, count })
    else known.count += count
  }

  list(): Issue[] {
    return [...this.byCode.values()]
  }
}

/** Each refused member by name; beyond `named` of one code, the others in one counted issue. */
export class BundleIssues {
  private readonly named: number
  private readonly listed: Issue[] = []
  private readonly perCode = new Map<IssueCode, { count: number; rest: Issue | null }>()

  constructor(named: number) {
    this.named = named
  }

  add(code: IssueCode, message: string): void {
    const state = this.perCode.get(code) ?? { count: 0, rest: null }
    this.perCode.set(code, state)
    state.count++
    if (state.count <= this.named) {
      this.listed.push({ code, message: clip(message), line: null, count: 1 })
    } else if (state.rest === null) {
      state.rest = { code, message: `More of the same, the first: ${clip(message)}`, line: null, count: 1 }
      this.listed.push(state.rest)
    } else {
      state.rest.count++
    }
  }

  /** One for many things that need no names. */
  addCounted(code: IssueCode, message: string, count: number): void {
    this.listed.push({ code, message: clip(message), line: null, count })
  }

  list(): Issue[] {
    return this.listed
  }
}
