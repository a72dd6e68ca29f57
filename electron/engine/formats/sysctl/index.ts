import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'
import { sysctlFact } from '../lib/sysctl.ts'

// vm.max_map_count = 65530
// vm/max_map_count=65530
// /proc/sys/vm/max_map_count = 65530
// net.ipv4.conf.eth0/100.forwarding = 0        (a name may hold anything but blanks and `=`)
const SETTING = /^-?(?:\/proc\/sys\/)?([^\s=:#;]+) ?= ?(.*)$/
/** First parts of the names: the directories of /proc/sys. */
const ROOTS = /^(?:abi|crypto|debug|dev|fs|kernel|net|sunrpc|user|vm|xen)[./][^\s.]/
// sysctl: permission denied on key 'vm.mmap_rnd_bits'
const COMPLAINT = /^sysctl: /
// * Applying /etc/sysctl.d/99-kafka.conf ...                                                          (sysctl --system)
const APPLYING = /^\* Applying \S.{0,500} \.\.\.$/

function setting(text: string): { name: string; value: string } | null {
  const match = SETTING.exec(text.trim())
  const name = match?.[1]
  return match && name !== undefined && ROOTS.test(name)
    ? { name: name.replaceAll('/', '.'), value: (match[2] ?? '').trim() }
    : null
}

function isComment(text: string): boolean {
  const line = text.trim()
  return line === '' || line.startsWith('#') || line.startsWith(';') || COMPLAINT.test(line) || APPLYING.test(line)
}

function readSetting(text: string): LineFact[] | null {
  if (isComment(text)) return []
  const found = setting(text)
  if (!found) return null
  const fact = sysctlFact(found.name, found.value)
  return fact ? [fact] : []
}

/** procps sysctl(8) and sysctl.conf(5). In a configuration file a setting is a wish: the running kernel may have another. */
export const sysctl = defineFormat({
  id: 'sysctl',
  title: 'Kernel settings (sysctl)',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => !isComment(line))
    const settings = lines.filter((line) => setting(line) !== null).length
    if (settings === 0) return 'no'
    if (settings === lines.length) return 'certain'
    return settings > (lines.length - settings) * 4 ? 'yes' : 'no'
  },
  open: (context) =>
    openFactLines(context, {
      region: { id: 'sysctl', title: 'Kernel settings', note: 'Names and values of /proc/sys.' },
      read: readSetting,
    }),
})
