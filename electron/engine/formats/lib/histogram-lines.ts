/** Rows of a class histogram (KlassInfoHisto::print_histo_on, src/hotspot/share/memory/heapInspection.cpp), all JDKs. */

export interface HistogramRow {
  instances: number
  bytes: number
  className: string
}

//  num     #instances         #bytes  class name (module)
// num \t  #instances\t#bytes\tClass description                       (jmap -F -histo, jhsdb jmap --histo: ObjectHistogramElement.java)
const HEADER = /^\s*num\s+#instances\s+#bytes\s+(?:class name|Class description)/
//    1:          9200         408304  [B (java.base@25.0.3)
// 1:\t\t9200\t408304\tbyte[]
const ROW = /^\s{0,10}\d{1,8}:\s{1,20}(\d{1,15})\s{1,20}(\d{1,18})\s{1,4}(\S{1,2000})/
// Total         35214        1592928
// Total : \t35214\t1592928
const TOTAL = /^Total(?: :)?\s{1,20}(\d{1,15})\s{1,20}(\d{1,18})\s*$/

export function isHistogramHeader(text: string): boolean {
  return HEADER.test(text)
}

export function readHistogramRow(text: string): HistogramRow | null {
  const match = ROW.exec(text)
  return match ? { instances: Number(match[1]), bytes: Number(match[2]), className: match[3] ?? '' } : null
}

export function readHistogramTotal(text: string): { instances: number; bytes: number } | null {
  const match = TOTAL.exec(text)
  return match ? { instances: Number(match[1]), bytes: Number(match[2]) } : null
}

/** A row, the rule above the first, or the total. */
export function isHistogramRow(text: string): boolean {
  return /^-{10}/.test(text) || readHistogramRow(text) !== null || readHistogramTotal(text) !== null
}
