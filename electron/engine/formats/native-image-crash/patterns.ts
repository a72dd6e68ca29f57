// [ [ SegfaultHandler caught a segfault in thread 0x0000000108032300 ] ]      [ [ SubstrateSegfaultHandler caught ... (up to 23.0)
// [ [ SubstrateSegfaultHandler caught signal 11 ] ]                           (up to 20)
export const SEGFAULT = /^\[ \[ (?:Substrate)?SegfaultHandler caught (?:a segfault\b|signal (\d{1,3}) \])/
// JavaFrameAnchor dump:                                                       (up to 21, in place of a stack)
export const ANCHORS = /^JavaFrameAnchor dump:/
// siginfo: ExceptionCode: -1073741819, writing address 0x00007ff6b4b1ddbc     (Windows)
export const EXCEPTION = /^siginfo: ExceptionCode: (-?\d{1,10})(?:, (?:writing|reading) address (0x[0-9a-f]{1,16}))?/
// Fatal error: Unhandled exception in isolate
export const FATAL = /^Fatal error: (.{1,300})$/
// siginfo: si_signo: 11, si_code: 1, si_addr: 0x0000007000000020 (heapBase + 32)
export const SIGINFO = /^siginfo: si_signo: (\d{1,3}), si_code: (-?\d{1,9})(?:, si_addr: (0x[0-9a-f]{1,16}))?/
// Stacktrace for the failing thread 0x0000000108032300 (A=AOT compiled, J=JIT compiled, D=deoptimized, i=inlined, C=native):
export const STACK = /^Stacktrace for the failing thread 0x[0-9a-f]{1,16}/
//   A  SP 0x000000016b7ad8d0 IP 0x00000001046f59f0 size=288   com.oracle.svm.core.Visitor.visit(Visitor.java:103)
export const FRAME =
  /^ {2}([AJDiC]) +SP 0x[0-9a-f]{1,16} IP 0x[0-9a-f]{1,16} (?:FP 0x[0-9a-f]{1,16} )?(?:size=\d{1,9} +)?(\S.{0,400})$/
//   Version: GraalVM 21.0.5+9.1, Java Version 21.0.5+9-LTS
export const VERSION = /^ {2}Version: (GraalVM [^,]{1,60}), Java Version (\S{1,60})$/
// Heap settings and statistics:      Printing instructions (ip=0x00000001046f59f0):
export const HEADING = /^([A-Z][A-Za-z][^:]{1,120}):/
// Segfault detected, aborting process. Use '-XX:-InstallSegfaultHandler' to disable the segfault handler at run time ...
export const END = /^(?:Segfault detected, aborting process|The fatal error happened)/
