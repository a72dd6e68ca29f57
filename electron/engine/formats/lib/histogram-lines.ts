/** Rows of a class histogram (KlassInfoHisto::print_histo_on, src/hotspot/share/memory/heapInspection.cpp), all JDKs. */

export interface HistogramRow {
  instances: number
  bytes: number
  className: string
}

//  num     #instances         #bytes  class name (module)
const HEADER = /^\s*num\s+#instances\s+#bytes\s+class name/
//    1:          9200         408304  [B (java.base@25.0.3)
const ROW = /^\s{0,10}\d{1,8}:\s{1,20}(\d{1,15})\s{1,20}(\d{1,18})\s{1,4}(\S{1,2000})/
// Total         35214        1592928
const TOTAL = /^Total\s{1,20}(\d{1,15})\s{1,20}(\d{1,18})\s*$/

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
