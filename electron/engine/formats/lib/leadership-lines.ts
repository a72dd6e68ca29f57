/**
 * Kafka's INFO lines about who leads: partitions, the controller, coordinators, and groups that divide their partitions anew. They
 * follow when a broker goes or comes back. Words from core/.../cluster/Partition.scala, controller/KafkaController.scala,
 * coordinator/group/GroupCoordinator.scala (and its successor in group-coordinator), QuorumController.java, QuorumState.java and the
 * consumer's AbstractCoordinator.java, 1.0 to 4.0.
 *
 *   [Partition orders-3 broker=3] orders-3 starts at Leader Epoch 5 from offset 12. Previous Leader Epoch was: 4
 *   [Broker id=3] Leader orders-3 with topic id Some(JEBH) starts at leader epoch 5 from offset 12 with partition epoch 0, ...
 *   [Controller id=3] 3 successfully elected as the controller. Epoch incremented to 7 and epoch zk version is now 7
 *   [GroupCoordinator 3]: Preparing to rebalance group checkout in state PreparingRebalance with old generation 57 (...) (reason: ...)
 */
import type { EventRecord } from '../../../../shared/model/records.ts'
import { bytesOf, standsAt } from './gc-bytes.ts'

export type LeadershipChange =
  | 'leader' // values.partition is led from here
  | 'follower' // values.partition is led elsewhere
  | 'in-sync' // replicas of values.partition left or came back
  | 'controller'
  | 'coordinator'
  | 'brokers' // the controller saw brokers come or go
  | 'rebalance' // of values.group
  | 'rebalanced'
  | 'member-failed' // a member of values.group

interface Rule {
  change: LeadershipChange
  pattern: RegExp
}

// `[Partition orders-3 broker=3] `, `[GroupCoordinator 3]: `: formats that cut it off and formats that keep it.
const RULES: Rule[] = [
  {
    change: 'leader',
    pattern: /^(?:Leader )?(?<partition>\S{1,260}) (?:with topic id \S{1,60} )?starts at [Ll]eader [Ee]poch \d/,
  },
  {
    change: 'follower',
    pattern: /^Follower (?<partition>\S{1,260}) (?:with topic id \S{1,60} )?starts at leader epoch \d/,
  },
  { change: 'in-sync', pattern: /^(?:Shrinking|Expanding) ISR (?:for partition (?<partition>\S{1,260}) )?from \d/ },
  { change: 'controller', pattern: /^\d{1,10} successfully elected as the controller\b/ },
  { change: 'controller', pattern: /^Resign(?:ing|ed)$/ },
  { change: 'controller', pattern: /^Becoming the active controller\b/ },
  { change: 'controller', pattern: /^Completed transition to (?:Leader|Follower|Candidate|Resigned)/ },
  { change: 'coordinator', pattern: /^(?:Elected|Resign(?:ing|ed)) as the group coordinator for partition \d/ },
  { change: 'coordinator', pattern: /^Group coordinator \S{1,300} .{0,40}is unavailable or invalid\b/ },
  { change: 'brokers', pattern: /^Broker failure callback for \d/ },
  { change: 'brokers', pattern: /^Newly added brokers: / },
  { change: 'rebalance', pattern: /^Preparing to rebalance group (?<group>\S{1,260})/ },
  { change: 'rebalance', pattern: /^\(Re-\)joining group\b/ },
  { change: 'rebalance', pattern: /^Revok(?:e|ing) previously assigned partitions\b/ },
  { change: 'rebalanced', pattern: /^Stabilized group (?<group>\S{1,260}) generation \d/ },
  {
    change: 'member-failed',
    pattern: /^Member \S{1,300} in group (?<group>\S{1,260}) has failed, removing it from the group/,
  },
]
const PREFIX = /^\[[^\]]{0,300}\]:? /
const PARTITION_PREFIX = /^\[Partition (?<partition>\S{1,260}) /

/** How the sentences begin. */
export const LEADERSHIP_WORDS = [
  'Leader ',
  'Follower ',
  'Shrinking ISR ',
  'Expanding ISR ',
  'Resigning',
  'Resigned',
  'Becoming the active controller',
  'Completed transition to ',
  'Elected as the group',
  'Group coordinator ',
  'Broker failure callback',
  'Newly added brokers',
  'Preparing to rebalance group ',
  '(Re-)joining group',
  'Revoke previously',
  'Revoking previously',
  'Stabilized group ',
  'Member ',
]
/** Whose sentences may begin with a name or a number. */
const SPEAKERS = ['[Partition ', '[Controller id='].map(bytesOf)
const BY_FIRST_BYTE: (Uint8Array[] | undefined)[] = Array.from({ length: 256 }, () => undefined)
for (const word of LEADERSHIP_WORDS.map(bytesOf)) (BY_FIRST_BYTE[word[0] ?? 0] ??= []).push(word)

/** Whether the line is worth decoding. Its sentence begins at `at`, brackets before it, if any, at `prefixAt`. */
export function maySpeakOfLeadership(buffer: Uint8Array, prefixAt: number, at: number, end: number): boolean {
  const words = BY_FIRST_BYTE[buffer[at] ?? 0]
  if (words?.some((word) => standsAt(word, buffer, at, end)) === true) return true
  return at > prefixAt && SPEAKERS.some((word) => standsAt(word, buffer, prefixAt, end))
}

/** `message` with or without what stands in brackets before it. Null: about something else. */
export function leadershipOf(message: string): EventRecord['values'] | null {
  const sentence = message.replace(PREFIX, '')
  for (const { change, pattern } of RULES) {
    const match = pattern.exec(sentence)
    if (!match) continue
    const partition = match.groups?.['partition'] ?? PARTITION_PREFIX.exec(message)?.groups?.['partition']
    const group = match.groups?.['group']
    return { change, ...(partition === undefined ? {} : { partition }), ...(group === undefined ? {} : { group }) }
  }
  return null
}
