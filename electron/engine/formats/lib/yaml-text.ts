/** How much of a description in YAML or JSON the package yaml is given: its nodes know their places, which costs memory. */
import type { ParseContext } from '../format.ts'
import type { Bytes } from '../../../../shared/model/units.ts'

/** A pod is some 20 KB, and a Kubernetes object at most 1.5 MB (etcd's limit). */
const YAML_BYTES: Bytes = 4 * 1024 * 1024

/** Of broken JSON so much is read all the same: each fault costs the package some kilobytes, and there may be one at every bracket. */
const BROKEN_BYTES: Bytes = 256 * 1024

/** Lines of such a description, as many as are read. */
export class YamlText {
  readonly lines: string[] = []
  #bytes = 0

  add(text: string): void {
    this.#bytes += text.length + 1
    if (this.#bytes <= YAML_BYTES) this.lines.push(text)
  }

  /** What is read of it. */
  text(): string {
    const text = this.lines.join('\n')
    return isBroken(text) ? text.slice(0, BROKEN_BYTES) : text
  }

  /** Reports what was left out. @param what that is: `of YAML` */
  end(context: Pick<ParseContext, 'report'>, what: string): void {
    if (this.#bytes > YAML_BYTES)
      context.report('too-large', this.lines.length, `More than ${YAML_BYTES} bytes ${what} are not read`)
  }
}

function isBroken(text: string): boolean {
  if (text.length <= BROKEN_BYTES || !/^\s{0,8}[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return false
  } catch {
    return true
  }
}
