import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'

// Linux kafka-broker-13 6.18.44-1-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.18.44-1 (2026-10-02) x86_64 GNU/Linux
const UNAME = /^(Linux|Darwin|FreeBSD|SunOS|AIX) (\S+) (\S+) (\S.*)$/
/** `uname -m` of the machines JVMs run on: the word's place among the last ones differs between systems. */
const MACHINE =
  /(?:^|[ _])(x86_64|amd64|i[3-6]86|aarch64|arm64|armv[5-8]\w*|ppc64le|ppc64|s390x|riscv64|loongarch64|sparc64)(?= |$)/

function readUname(text: string): LineFact[] | null {
  const match = UNAME.exec(text.trim())
  if (!match) return null
  const machine = MACHINE.exec(match[4] ?? '')?.[1]
  return [
    { key: 'host.name', value: match[2] ?? '' },
    { key: 'os.kernel', value: match[3] ?? '' },
    ...(machine ? [{ key: 'os.arch', value: machine } as const] : []),
  ]
}

/** GNU coreutils uname -a. */
export const uname = defineFormat({
  id: 'uname',
  title: 'Kernel and machine (uname -a)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    if (lines.length !== 1 || !head.whole) return 'no'
    const facts = readUname(lines[0] ?? '')
    return facts?.some(({ key }) => key === 'os.arch') ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, { region: { id: 'uname', title: 'Kernel and machine', note: '' }, read: readUname }),
})
