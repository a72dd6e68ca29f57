import { defineFormat } from '../format.ts'
import { HsErrParser } from './parser.ts'
import { sniffHsErr } from './sniff.ts'
import { lateHsErr } from './sniff-tail.ts'

/** HotSpot's fatal error log: src/hotspot/share/utilities/vmError.cpp, VMError::report. JDK 1.4.2 to 27, all platforms. */
export const hsErr = defineFormat({
  id: 'hs-err',
  title: 'HotSpot fatal error log',
  version: 6,
  sniff: sniffHsErr,
  late: lateHsErr,
  open: (context) => new HsErrParser(context),
})
