/** What the index holds is not what was written. The index is derived: it is rebuilt. */
export class StoreDamage extends Error {
  override name = 'StoreDamage'
}
