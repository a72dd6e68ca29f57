/** What differs between processors: elf.h (EM_*), and the registers in struct elf_prstatus (arch/<cpu>/include/asm/elf.h). */

export interface Machine {
  name: string
  /** Index of program counter and stack pointer in pr_reg; null where this tool does not know the layout. */
  registers: { pc: number; sp: number } | null
}

const machines = new Map<number, Machine>([
  [3, { name: 'i386', registers: null }],
  [20, { name: 'ppc', registers: null }],
  [21, { name: 'ppc64', registers: null }],
  [22, { name: 's390x', registers: null }],
  [40, { name: 'arm', registers: null }],
  // struct user_regs_struct: rip is the 17th, rsp the 20th.
  [62, { name: 'x86_64', registers: { pc: 16, sp: 19 } }],
  // struct user_pt_regs: 31 general registers, sp, pc.
  [183, { name: 'aarch64', registers: { pc: 32, sp: 31 } }],
  [243, { name: 'riscv64', registers: null }],
  [258, { name: 'loongarch64', registers: null }],
])

/** null for a machine without a name here: its cores are read all the same, but for the registers. */
export function machineOf(code: number): Machine | null {
  return machines.get(code) ?? null
}
