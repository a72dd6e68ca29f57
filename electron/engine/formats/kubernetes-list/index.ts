import { defineFormat, type LineParser, type ParseContext } from '../format.ts'
import { isEventList, openEventList } from './events.ts'
import { isTable, openTables } from './tables.ts'

/**
 * `kubectl get events` and `kubectl get pods`, also with -A, -o wide and -w (kubernetes: pkg/printers/internalversion/printers.go),
 * events of `kubectl describe node`, and events as YAML or JSON (core/v1 and events.k8s.io/v1 Event).
 */
export const kubernetesList = defineFormat({
  id: 'kubernetes-list',
  title: 'Events and pods (kubectl get)',
  version: 1,
  sniff: (head) => (isTable(head.lines) ? 'certain' : isEventList(head) ? 'yes' : 'no'),
  open: openEither,
})

/** A table shows itself in its header; what describes a node has its events at the end. */
function openEither(context: ParseContext): LineParser {
  let parser: LineParser | null = null
  return {
    line(line) {
      parser ??= /^\s*[{[-]|^\s*(?:apiVersion|items|kind|metadata):/.test(line.text())
        ? openEventList(context)
        : openTables(context)
      parser.line(line)
    },
    end(lines, cut) {
      parser?.end(lines, cut)
    },
  }
}
