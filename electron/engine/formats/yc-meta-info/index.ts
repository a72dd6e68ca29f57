import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'

// hostName=kafka-broker-13          processId=9615          javaVersion=openjdk version "17.0.15" 2025-04-15, OpenJDK Runtime ...
const FIELD = /^([A-Za-z]{2,20})=(.{0,4000})$/
const NAMES = new Set([
  'hostName',
  'processId',
  'appName',
  'whoami',
  'timestamp',
  'timezone',
  'timezoneId',
  'timezoneID',
  'cpuCount',
  'javaVersion',
  'osVersion',
  'tags',
])
// Asia/Kolkata        America/Argentina/Buenos_Aires        Etc/UTC
const TZ_NAME = /^[A-Z][A-Za-z]{1,20}(?:\/[A-Za-z0-9_+-]{1,30}){1,2}$/
// OpenJDK Runtime Environment (build 17.0.15+6-Debian-1)       Java(TM) SE Runtime Environment (build 1.8.0_202-b08)
const RUNTIME = /Runtime Environment[^(,]{0,80}\(build ([\w.+-]{1,80})\)/
// openjdk version "17.0.15" 2025-04-15
const VERSION = /version "([\w.+-]{1,40})"/
// OpenJDK 64-Bit Server VM (build ..., mixed mode)
const VM = /([A-Z][\w() -]{0,60} (?:Server|Client|Minimal) VM)/
// Linux kafka-broker-13 6.1.0-18-amd64 #1 SMP ...
const UNAME = /^Linux \S{1,255} (\S{1,100}) /

function nameOf(text: string): string | null {
  const name = FIELD.exec(text)?.[1] ?? ''
  return NAMES.has(name) ? name : null
}

function readMeta(text: string): LineFact[] | null {
  const name = nameOf(text)
  if (name === null) return null
  const value = text.slice(name.length + 1).trim()
  if (value === '') return []
  switch (name) {
    case 'hostName':
      return [{ key: 'host.name', value }]
    case 'processId':
      return /^\d{1,10}$/.test(value) ? [{ key: 'process.pid', value: Number(value) }] : null
    case 'timezoneId':
    case 'timezoneID':
      return TZ_NAME.test(value) ? [{ key: 'host.time-zone', value }] : []
    case 'osVersion': {
      const kernel = UNAME.exec(value)?.[1]
      return kernel === undefined ? [{ key: 'os.name', value }] : [{ key: 'os.kernel', value: kernel }]
    }
    case 'javaVersion': {
      // Of the java that the script ran itself, which is that of the process unless it was told another one.
      const version = RUNTIME.exec(value)?.[1] ?? VERSION.exec(value)?.[1]
      const vm = VM.exec(value)?.[1]
      return [
        ...(version === undefined ? [] : [{ key: 'jvm.version', value: version } as const]),
        ...(vm === undefined ? [] : [{ key: 'jvm.vm', value: vm } as const]),
      ]
    }
    default:
      return []
  }
}

/** meta-info.txt of yc-360: ycrash/yc-data-script, writeMetaInfo. */
export const ycMetaInfo = defineFormat({
  id: 'yc-meta-info',
  title: 'Host and process of a capture (yc-360)',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const names = new Set(lines.map(nameOf))
    if (!names.has('processId') || !(names.has('hostName') || names.has('appName'))) return 'no'
    return names.has(null) ? 'yes' : 'certain'
  },
  open: (context) =>
    openFactLines(context, {
      region: { id: 'yc-meta-info', title: 'Host and process of the capture', note: '' },
      read: readMeta,
    }),
})
