/** Which Java a VM is, from the name and number it prints of itself (Abstract_VM_Version::vm_name, vm_release). */

export interface VmRelease {
  /** `OpenJDK 64-Bit Server VM`. */
  name: string
  /** The VM's own number: `17.0.15+6`, `25.91-b14`; empty when it is not printed. */
  release: string
  /** Whether `release` is Java's number too: from JDK 9 on, and up to 5. In between HotSpot counted for itself. */
  isJava: boolean
  feature: number | null
}

const NAME = /((?:OpenJDK|Java HotSpot\(TM\)|[A-Z]\w{1,30})[\w ()-]{0,60}? VM)(?![\w-])/
// ` (17.0.15+6-Debian-1deb12u1 mixed mode, sharing):`   ` 1.6.0_03-b05`   ` (1.5.0_06-b05 mixed mode):`
// ` GraalVM CE 22.0.0.2 (17.0.2+8-jvmci-22.0-b05 mixed mode, sharing):`
const RELEASE = /^(?: [\w ]{0,20}GraalVM[\w .+-]{0,40})? \(?(\d[\w.+-]{0,60})/

/** The first VM that `text` names; null when it names none. */
export function readVmRelease(text: string): VmRelease | null {
  const match = NAME.exec(text)
  if (!match) return null
  const release = RELEASE.exec(text.slice(match.index + match[0].length))?.[1] ?? ''
  const isJava = release.includes('+') || release.startsWith('1.')
  return { name: match[1] ?? '', release, isJava, feature: featureOf(release) }
}

/** 25.x came with Java 8, 21 to 24 with 7, 10 to 20 with 6; up to 5 and from 9 on the numbers are Java's. */
function featureOf(release: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?/.exec(release)
  if (!match) return null
  const major = Number(match[1])
  if (release.includes('+')) return major
  if (major === 1 && match[2] !== undefined) return Number(match[2])
  if (!/^\d{2}\.\d{1,4}-b/.test(release)) return null
  return major === 25 ? 8 : major >= 21 ? 7 : major >= 10 ? 6 : null
}
