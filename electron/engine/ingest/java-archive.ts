/**
 * jar, war and ear: zips of program code. A bundle with the `libs` of a broker or an application server has hundreds of thousands of
 * classes in them, and none is evidence.
 */
import type { Bytes } from '../../../shared/model/units.ts'
import { readAt } from './bytes.ts'
import { HEADER_BYTES, LOCAL_HEADER } from './zip-parts.ts'

/** Members that are looked at. */
const LOOKED_AT = 64
/** `META-INF/` comes first, for JarInputStream (java.util.jar); collectors that write jars (WebSphere) have it too. */
const MANIFEST = /^META-INF\/(?:MANIFEST\.MF)?$/
const CODE = /\.class$|^(?:META-INF|WEB-INF|BOOT-INF)\//

export const JAVA_ARCHIVE = 'a Java archive (program code), which is not looked into'

/** @param file Of a zip. */
export function beginsAsJavaArchive(file: number): boolean {
  const head = Buffer.alloc(HEADER_BYTES + 'META-INF/MANIFEST.MF'.length)
  const got = readAt(file, head, head.length, 0)
  if (got < HEADER_BYTES || head.readUInt32LE(0) !== LOCAL_HEADER) return false
  const end: Bytes = HEADER_BYTES + head.readUInt16LE(26)
  return MANIFEST.test(head.toString('latin1', HEADER_BYTES, Math.min(got, end)))
}

/** Whether most of the first members are code. */
export async function isCode<Entry>(entries: AsyncIterable<Entry>, nameOf: (entry: Entry) => string): Promise<boolean> {
  let code = 0
  let files = 0
  let looked = 0
  for await (const entry of entries) {
    const name = nameOf(entry)
    if (++looked > LOOKED_AT) break
    if (name.endsWith('/')) continue
    files++
    if (CODE.test(name)) code++
  }
  return code * 2 > files
}
