/** Length 0..1 of the largest, in the owner's colour. The number stands beside it. */
export function Bar({ length, colour }: { length: number; colour: string }) {
  return (
    <span className="bar" aria-hidden>
      <i style={{ width: `max(2px, ${length * 100}%)`, background: colour }} />
    </span>
  )
}
