import { defineFormat } from '../format.ts'
import { openElasticNodes, sniffElasticNodes } from './parse.ts'

/**
 * Answers of Elasticsearch and OpenSearch to `GET _nodes` and `GET _nodes/stats`: server/.../monitor/jvm/{JvmInfo,JvmStats}.java,
 * monitor/process, monitor/os.
 */
export const elasticNodes = defineFormat({
  id: 'elastic-nodes',
  title: 'Nodes of an Elastic cluster (JSON)',
  version: 1,
  sniff: sniffElasticNodes,
  open: openElasticNodes,
})
