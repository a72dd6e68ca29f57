import { describe, expect, it } from 'vitest'
import { issueLines, unreadLines } from '../../../electron/cli/render-issues.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'
import type { IssueCode } from '../../../shared/model/records.ts'

type Opened = Parameters<typeof issueLines>[0]

const issue = (code: IssueCode, message: string, count = 1) => ({ code, message, line: null, count })

function opened(artifacts: { path: string; message: string }[], bundle: ReturnType<typeof issue>[] = []): Opened {
  const parts = {
    bundles: [{ name: 'x.tgz', issues: bundle }],
    artifacts: artifacts.map(({ path, message }) => ({ path, issues: [issue('binary', message)] })),
  }
  return parts as unknown as CaseSummary
}

describe('issues as lines', () => {
  it('that say the same of many files are counted behind the first three', () => {
    const jars = Array.from({ length: 100 }, (_, at) => `lib/${at}.jar`)
    const lines = issueLines(
      opened([
        ...jars.map((path) => ({ path, message: `${path} is a jar` })),
        { path: 'a', message: 'a is a picture' },
      ]),
    )
    expect(lines).toEqual([
      '  lib/0.jar: lib/0.jar is a jar',
      '  lib/1.jar: lib/1.jar is a jar',
      '  lib/2.jar: lib/2.jar is a jar',
      '    and 97 more of the same kind',
      '  a: a is a picture',
    ])
  })

  it('of four all are listed', () => {
    expect(
      issueLines(opened(['a', 'b', 'c', 'd'].map((path) => ({ path, message: `${path} is a jar` })))),
    ).toHaveLength(4)
  })

  it('that stand for several count as many', () => {
    const refused = [1, 1, 1, 1, 50].map((count, at) => issue('link-refused', `l${at} was left out`, count))
    expect(issueLines(opened([], refused)).at(-1)).toBe('    and 51 more of the same kind')
  })
})

describe('what could not be read', () => {
  const artifact = (path: string, format: string) => ({ path, format, issues: [issue('binary', `${path} is packed`)] })
  const caseOf = (...artifacts: ReturnType<typeof artifact>[]) => ({ artifacts }) as unknown as CaseSummary

  it('is said first where it is all there is', () => {
    expect(unreadLines(caseOf(artifact('a.bz2', 'binary')))).toEqual(['a.bz2 is packed'])
    const many = ['a', 'b', 'c', 'd', 'e'].map((path) => artifact(path, 'unreadable'))
    expect(unreadLines(caseOf(...many)).at(-1)).toBe('and 2 more, see below')
  })

  it('is no headline where something else could', () => {
    expect(unreadLines(caseOf(artifact('a.bz2', 'binary'), artifact('gc.log', 'gc-unified')))).toEqual([])
    expect(unreadLines(caseOf())).toEqual([])
  })
})
