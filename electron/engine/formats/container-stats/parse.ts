import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import { readQuantity } from '../lib/kubernetes-quantity.ts'
import type { SnapshotFacts, StatedFact } from '../lib/snapshot-tables.ts'

// CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O           BLOCK I/O     PIDS                 (docker, podman)
const DOCKER =
  /^(?:CONTAINER ID|CONTAINER|ID) {2,}(?:NAME {2,})?CPU % {2,}(?:AVG CPU % {2,})?MEM USAGE \/ LIMIT {2,}MEM % {2,}/
// NAME      CPU(cores)   MEMORY(bytes)             POD   NAME   CPU(cores)   MEMORY(bytes)                                (kubectl top)
const KUBECTL = /^(?:NAMESPACE {2,})?(?:POD {2,})?NAME {2,}CPU\(cores\) {2,}MEMORY\(bytes\)\s*$/
// CONTAINER           NAME    CPU %               MEM                 DISK                INODES                          (crictl)
const CRICTL = /^CONTAINER {2,}(?:NAME {2,})?CPU % {2,}MEM {2,}DISK {2,}INODES/
const ROW = /^\S.{0,2000}\d/
// 1.843GiB        512MiB        1.2GB: docker prints units of 1024 with an i (units.BytesSize), podman of 1000 without
const AMOUNT = /^(\d{1,9}(?:\.\d{1,6})?)([kKMGT]i?)?B$/
const SCALES = new Map([
  ['', 1],
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
])

export function isStatsHeader(text: string): boolean {
  return DOCKER.test(text) || KUBECTL.test(text) || CRICTL.test(text)
}

export function isStatsRow(text: string): boolean {
  return ROW.test(text) && !isStatsHeader(text)
}

function bytesOf(text: string): number | null {
  const match = AMOUNT.exec(text)
  if (!match) return readQuantity(text)
  return Math.round(Number(match[1]) * (SCALES.get(match[2] ?? '') ?? 1))
}

/** Of a table of one row. Of many nobody knows which one matters; the limit may be the host's memory, which is none. */
export class ContainerFacts implements SnapshotFacts {
  #columns: readonly string[] = []
  #rows: { text: string; line: LineNumber }[] = []
  #count = 0

  begin(header: string): void {
    this.#columns = header.trim().split(/ {2,}/)
    this.#rows = []
    this.#count = 0
  }

  line(text: string, line: LineNumber): void {
    if (!isStatsRow(text)) return
    this.#count++
    if (this.#rows.length === 0) this.#rows.push({ text, line })
  }

  facts(): readonly StatedFact[] {
    const [row] = this.#rows
    if (row === undefined || this.#count !== 1) return []
    const { text, line } = row
    const cells = text.trim().split(/ {2,}/)
    if (cells.length !== this.#columns.length) return []
    const cell = (name: RegExp): string => cells[this.#columns.findIndex((column) => name.test(column))] ?? ''
    const stated = (key: FactKey, value: number | null): StatedFact[] =>
      value === null ? [] : [{ key, value, line, endLine: line, text }]
    const memory = bytesOf(cell(/^MEM(?: USAGE \/ LIMIT|ORY\(bytes\))?$/).split(' / ')[0] ?? '')
    const tasks = cell(/^PIDS$/)
    return [
      ...stated('cgroup.memory', memory),
      ...stated('cgroup.tasks', /^\d{1,9}$/.test(tasks) ? Number(tasks) : null),
    ]
  }
}
