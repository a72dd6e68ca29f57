import { defineFormat } from '../format.ts'
import { isKafkaSetting, openBrokerProperties, readProperty } from './parse.ts'

/** Of settings that no other program has, as many make a broker's file. */
const ENOUGH = 2

/** Kafka's server.properties: java.util.Properties, with the settings of kafka.server.KafkaConfig. */
export const brokerProperties = defineFormat({
  id: 'broker-properties',
  title: 'Kafka broker settings (server.properties)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const properties = lines.map((line) => readProperty(line))
    const known = new Set(
      properties.flatMap((property) => (property && isKafkaSetting(property.name) ? [property.name] : [])),
    )
    if (known.size < ENOUGH) return 'no'
    // The broker's log prints them too, indented.
    const strange = properties.filter((property, at) => property === null || /^\s/.test(lines[at] ?? '')).length
    return strange === 0 ? 'certain' : strange * 5 < lines.length ? 'yes' : 'no'
  },
  open: openBrokerProperties,
})
