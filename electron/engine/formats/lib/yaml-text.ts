/** How much of a description in YAML or JSON the package yaml is given: its nodes know their places, which costs memory. */
import type { Bytes } from '../../../../shared/model/units.ts'

/** A pod is some 20 KB, and a Kubernetes object at most 1.5 MB (etcd's limit). */
export const YAML_BYTES: Bytes = 4 * 1024 * 1024

/** Of broken JSON so much is read all the same: each fault costs the package some kilobytes, and there may be one at every bracket. */
const BROKEN_BYTES: Bytes = 256 * 1024

export function readableYaml(lines: readonly string[]): string {
  const text = lines.join('\n')
  return isBroken(text) ? text.slice(0, BROKEN_BYTES) : text
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
