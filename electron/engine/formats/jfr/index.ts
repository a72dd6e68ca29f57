import { defineBinaryFormat } from '../binary-format.ts'
import { readRecording } from './read.ts'

const MAGIC = [0x46, 0x4c, 0x52, 0]

/** Flight Recorder recordings, recognised and named, their events not read: jfrChunkWriter.cpp, jdk.jfr.internal.consumer.ChunkHeader. */
export const jfr = defineBinaryFormat({
  id: 'jfr',
  title: 'Flight recording (JFR)',
  version: 1,
  sniff: (head) => (MAGIC.every((byte, at) => head[at] === byte) ? 'certain' : 'no'),
  read: readRecording,
})
