import { defineFormat } from '../format.ts'
import { openVmFlags, sniffVmFlags } from './parse.ts'

/** jcmd VM.flags (also -all) and VM.command_line, jinfo -flags, -XX:+PrintFlagsFinal: src/hotspot/share/runtime/flags/jvmFlag.cpp, arguments.cpp. */
export const vmFlags = defineFormat({
  id: 'vm-flags',
  title: 'Options of the JVM (VM.flags, VM.command_line)',
  version: 3,
  sniff: sniffVmFlags,
  open: openVmFlags,
})
