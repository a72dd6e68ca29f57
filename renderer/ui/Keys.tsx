import { Fragment } from 'react'

/** `Ctrl+Shift+P` as keys. */
export function Keys({ of }: { of: string }) {
  return (
    <span className="keys">
      {of.split('+').map((key, index) => (
        <Fragment key={key}>
          {index === 0 ? null : ' '}
          <kbd>{key}</kbd>
        </Fragment>
      ))}
    </span>
  )
}
