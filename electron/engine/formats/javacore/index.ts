import { defineFormat } from '../format.ts'
import { JavacoreParser } from './parser.ts'

// 0SECTION       TITLE subcomponent dump routine
const SECTION = /^0SECTION {2,20}\w[\w ]{0,40} subcomponent dump routine/
/** Whoever prints before it (a console that the dump went to) prints little. */
const LINES = 64

/** Java dumps of OpenJ9 and IBM J9, and those of IBM's older VMs: javadump.cpp (JavaCoreDumpWriter), OpenJ9 documentation "Java dump". */
export const javacore = defineFormat({
  id: 'javacore',
  title: 'Java dump (OpenJ9 javacore)',
  version: 3,
  sniff: (head) => (head.lines.slice(0, LINES).some((line) => SECTION.test(line)) ? 'certain' : 'no'),
  open: (context) => new JavacoreParser(context),
})
