/**
 * What a layout is: how a collector lays out its files. It adds words, host, pid and time to what the formats recognise by content;
 * nothing is parsed because of it. Adding one is a file that calls {@link defineLayout}, and a line in index.ts.
 */
import type { LayoutPart } from '../../../../shared/model/ingest.ts'
import type { EpochMs, Pid } from '../../../../shared/model/units.ts'
import type { ArtifactFacts } from '../identity.ts'

/** The folder or archive that was recognised, with what is in it. */
export interface Capture {
  /** Base name of the root: of a folder or archive, or of the bundle itself; archive suffixes removed. */
  name: string
  /** The folders around the root, outermost first. */
  around: readonly string[]
  /** By path below the root, `/` also between an archive and its members. */
  members: ReadonlyMap<string, ArtifactFacts>
  /** The first of these members that is one short line of text, or null. */
  value(...paths: string[]): string | null
}

/** What a layout says of a whole capture. What is not stated is null or absent. */
export interface Told {
  host?: string | null
  /** Of the one process that the capture is about. */
  pid?: Pid | null
  capturedAt?: EpochMs | null
}

/** What the place of one member says beyond that. */
export interface MemberTold {
  host: string
  /** Members of different units are never of one process: another container, or the life before the restart. */
  unit: string | null
}

export interface Layout {
  /** kebab-case, equal to the file's name. */
  id: LayoutPart['id']
  title: string
  /** Paths below the root, `/` at the end for folders. Literal, so that twenty thousand files cost no regex. */
  marks: readonly string[]
  /** How many different marks make a root. */
  needs: number
  /** One of these has to be among them, where the others are names that many folders have. */
  must?: readonly string[]
  /** Content that only this collector writes: one such member makes its folder (or itself) a root, whatever the names. */
  signature?: { is(artifact: ArtifactFacts): boolean; root: 'folder' | 'file' }
  /** What members are: the first pattern that fits the path below the root. */
  roles: readonly (readonly [RegExp, string])[]
  tell?(capture: Capture): Told
  /** @param path Below the root. */
  tellMember?(path: string, capture: Capture): MemberTold | null
}

export function defineLayout(layout: Layout): Layout {
  return layout
}

const WHOLE = /^\d{1,16}$/

/** A member's value as a whole number; null for anything else. */
export function wholeNumber(text: string | null): number | null {
  return text !== null && WHOLE.test(text) ? Number(text) : null
}

// kafka-broker-13.prod.example.com   10.20.30.41   fd00::12
const HOST = /^[A-Za-z0-9](?:[\w.:-]{0,252}[A-Za-z0-9])?$/

/** A value that can be a host's name or address; null for anything else, `localhost` included: every host is that. */
export function hostName(text: string | null): string | null {
  const host = text?.trim() ?? ''
  return HOST.test(host) && !/^localhost\b/i.test(host) ? host : null
}
