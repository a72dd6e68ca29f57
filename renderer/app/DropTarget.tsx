import { useEffect, useState } from 'react'
import { openDropped, useSession, toFailure } from '../state/session.ts'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** Files dropped anywhere in the window are opened. */
export function DropTarget() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Enter and leave are told for every element on the way; only their balance says when the window is left.
    let depth = 0
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth++
      setOver(true)
    }
    const onLeave = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const onOver = (event: DragEvent): void => event.preventDefault()
    const onDrop = (event: DragEvent): void => {
      event.preventDefault()
      depth = 0
      setOver(false)
      openDropped([...(event.dataTransfer?.files ?? [])]).catch((thrown: unknown) =>
        useSession.setState({ failure: toFailure(thrown, []) }),
      )
    }
    window.addEventListener('dragenter', onEnter)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('dragover', onOver)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', onEnter)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return over ? (
    <div className="drop-target" aria-hidden>
      <span>Drop to open as one case</span>
    </div>
  ) : null
}
