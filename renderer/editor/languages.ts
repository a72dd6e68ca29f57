/**
 * Colours for the texts that Mortem opens, as Monarch grammars: Monaco runs them lazily, for the lines in view. They only paint;
 * nothing reads meaning from them. Every expression is linear: the text is hostile.
 */
import type { languages } from 'monaco-editor/editor'

export type LanguageId = 'hs_err' | 'proc-maps' | 'log'

type Language = languages.IMonarchLanguage

/**
 * `7fe5-7fe6 rw-s 00000000 00:27 65322   /data/orders-7/0.index`, as one rule: a state would last into the next line, since
 * Monarch does not look at the end of a line that it has read to its end.
 */
const mappingLine: languages.IMonarchLanguageRule = [
  /^([0-9a-f]{4,16}-[0-9a-f]{4,16})( +[r-][w-][x-][ps])( +[0-9a-f]+ +[0-9a-f]+:[0-9a-f]+ +\d+)(.*)$/,
  [
    'address',
    'permissions',
    'dim',
    { cases: { '\\s*\\[.*': 'special', '.*\\(deleted\\)\\s*': 'warning', '@default': 'path' } },
  ],
]

/** HotSpot's fatal error log (src/hotspot/share/utilities/vmError.cpp): `#` banner, titled sections, frames, mappings. */
const hsErr: Language = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/^-{5,}.*$/, 'banner'],
      // # Native memory allocation (mmap) failed to map 12288 bytes. Error detail: committing reserved memory.
      [/^(# Native memory allocation [^\d]*)(\d+)( bytes.*)$/, ['headline', 'number.strong', 'headline']],
      [/^#\s+(?:There is|A fatal|SIG|Internal|Out of Memory|EXCEPTION).*$/, 'headline'],
      [/^#.*$/, 'comment'],
      // V  [libjvm.so+0xdd3cb7]  StackOverflow::create_stack_guard_pages()+0x57
      [/^([VCJjvAn] {1,2})(\[[^\]]*\])([^+]*)(.*)$/, ['frame-kind', 'library', 'symbol', 'library']],
      [/^([VCJjvAn] {1,2})(?=[~\w])(.*)$/, ['frame-kind', 'symbol']],
      mappingLine,
      [/^\/(?:proc|sys)\/[^\s:]+/, 'key'],
      [/^[A-Z][\w ()/.,+-]{0,60}(?==|:)/, 'key'],
      [/^[a-z][\w ]{0,40}(?=:)/, 'key'],
      [/"[^"]*"/, 'string'],
      [/0x[0-9a-f]+/, 'address'],
      [/-XX:[+-]?\w+/, 'option'],
      [/-X[a-z]\w*/, 'option'],
      [/\d+/, 'number'],
      [/[A-Za-z_$][\w$]*/, ''],
    ],
  },
}

/** /proc/PID/maps and smaps (fs/proc/task_mmu.c): range, permissions, offset, device, inode, path. */
const procMaps: Language = {
  defaultToken: '',
  tokenizer: {
    root: [mappingLine, [/^[A-Z]\w+(?=:)/, 'key'], [/\d+/, 'number'], [/[^\d]+/, '']],
  },
}

/** Any other text: times, levels, quoted strings, numbers with their context. */
const log: Language = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/, 'time'],
      [/\b(?:ERROR|FATAL|SEVERE|error|fatal)\b/, 'error'],
      [/\b(?:WARN|WARNING|warning)\b/, 'warning'],
      [/^#.*$/, 'comment'],
      [/^[\w.-]{1,80}(?=\s*[=:])/, 'key'],
      [/"[^"]*"/, 'string'],
      [/0x[0-9a-fA-F]+/, 'address'],
      [/\d+/, 'number'],
      [/[A-Za-z_$][\w$]*/, ''],
    ],
  },
}

export const grammars: Record<LanguageId, Language> = { hs_err: hsErr, 'proc-maps': procMaps, log }
