/** What stands in a service's journal beside its own output. */

/** Programs that write about a service (`journalctl -u`): that it was started, how it ended, that it dumped core. */
const BYSTANDERS: ReadonlySet<string> = new Set(['systemd', 'systemd-coredump'])

export function isBystander(program: string): boolean {
  return BYSTANDERS.has(program)
}

// -- Journal begins at Sun 2026-11-22 08:00:00 UTC. --      -- Boot 5f1d... --      -- Logs begin at ...      -- No entries --
const JOURNALCTL = /^-- (?:Journal begins|Logs begin|Boot |Reboot|No entries)/

/** A line of journalctl itself. */
export function isOfJournalctl(line: string): boolean {
  return line.startsWith('-- ') && JOURNALCTL.test(line)
}
