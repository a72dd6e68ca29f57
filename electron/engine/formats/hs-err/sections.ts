import { headerSections, threadSections } from './sections-crash.ts'
import { processSections } from './sections-process.ts'
import { systemSections } from './sections-system.ts'
import type { Part, Section } from './section.ts'

export const HEADER: Part = {
  word: '',
  id: 'header',
  title: 'Header',
  note: 'What happened, to which Java, and the frame or source line that noticed.',
}

const PARTS: readonly Part[] = [
  { word: 'SUMMARY', id: 'summary', title: 'Summary', note: 'Command line, machine and time (JDK 10 and later).' },
  { word: 'THREAD', id: 'thread', title: 'Thread', note: 'The failing thread: stack, registers, signal.' },
  { word: 'PROCESS', id: 'process', title: 'Process', note: 'Threads, heap, events and mappings of the process.' },
  { word: 'SYSTEM', id: 'system', title: 'System', note: 'Operating system, limits, memory and processors.' },
  // Builds with -fsanitize=address: STEP "printing ASAN error information".
  { word: 'ASAN', id: 'asan', title: 'Address sanitizer', note: 'What the address sanitizer found.' },
]

// ---------------  S U M M A R Y ------------
const BANNER = /^-{3,40}\s{1,4}((?:[A-Z] ){1,40}[A-Z]) {1,4}-{3,40}\s*$/

/** The part that a banner line opens; null when the line is no banner. */
export function partOf(text: string): Part | null {
  if (!text.startsWith('---')) return null
  const word = BANNER.exec(text)?.[1]?.replaceAll(' ', '')
  if (word === undefined) return null
  return PARTS.find((part) => part.word === word) ?? { word, id: word.toLowerCase(), title: word, note: '' }
}

export function isKnownPart(part: Part): boolean {
  return PARTS.includes(part)
}

interface Heading {
  start: string
  whole: boolean
  section: Section
}

const SECTIONS = [...headerSections, ...threadSections, ...processSections, ...systemSections]
const BY_PATTERN = SECTIONS.filter(({ pattern }) => pattern !== undefined)
/** Headings by the code of their first character: most lines of a log are asked and are none. */
const HEADINGS = new Map<number, Heading[]>()
for (const section of SECTIONS) {
  for (const written of section.starts) {
    const whole = written.endsWith('$')
    const start = whole ? written.slice(0, -1) : written
    const heading = { start, whole, section }
    const code = start.charCodeAt(0)
    HEADINGS.set(code, [...(HEADINGS.get(code) ?? []), heading])
  }
}
// Longer beginnings first: `Heap Regions:` before `Heap`.
for (const headings of HEADINGS.values()) headings.sort((a, b) => b.start.length - a.start.length)

// Nmethod flushes (20 events):      Dll operation events (9 events):      GC Heap Usage History (48 events):
const EVENTS = /^([A-Z][\w ./-]{1,60}) \((\d{1,9}) events?\):/

/**
 * The section that a line opens; null when it is no heading. `afterBlank`: whether an empty line stands before it; `within`: id of
 * the open section.
 */
export function sectionOf(text: string, afterBlank: boolean, within: string | null): Section | null {
  const headings = HEADINGS.get(text.charCodeAt(0))
  if (headings) {
    for (const { start, whole, section } of headings) {
      if (!text.startsWith(start) || (whole && text.trimEnd() !== start)) continue
      if (section.afterBlank && !afterBlank) continue
      if (within !== null && section.notWithin?.includes(within)) continue
      return section
    }
  }
  const name = EVENTS.exec(text)?.[1]
  if (name !== undefined) return eventsSection(name)
  return afterBlank ? (BY_PATTERN.find(({ pattern }) => pattern?.test(text)) ?? null) : null
}

/** Every subsystem may keep a ring buffer of its own; new ones come with each release. */
function eventsSection(name: string): Section {
  return {
    id: `events-${name
      .toLowerCase()
      .replace(/ events$/, '')
      .replaceAll(/[^a-z0-9]+/g, '-')}`,
    title: name,
    note: 'Ring buffer; times are seconds since the VM started.',
    starts: [],
    // Messages may hold line breaks.
    blank: 'stays',
  }
}

/** Whether it is printed before the first banner, each line with a hash. */
export function isOfHeader(section: Section): boolean {
  return headerSections.includes(section)
}

export const UNKNOWN: Section = {
  id: 'unknown-section',
  title: 'Unknown section',
  note: 'Nothing here was read.',
  starts: [],
}

// Some heading that a later release may print:
const HEADING_LIKE = /^[A-Z][A-Za-z0-9 ()'/,-]{2,80}:\s*$/

/** Whether a line after a blank one looks like the heading of a section that is not in the tables. */
export function isHeadingLike(text: string): boolean {
  return HEADING_LIKE.test(text)
}
