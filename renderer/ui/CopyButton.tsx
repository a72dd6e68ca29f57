import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

const shownForMs = 1600

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (state === 'idle') return undefined
    const timer = window.setTimeout(() => setState('idle'), shownForMs)
    return () => window.clearTimeout(timer)
  }, [state])
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    )
  }
  const words = state === 'copied' ? 'Copied' : state === 'refused' ? 'The clipboard refused it' : label
  return (
    <button type="button" className="icon-button" aria-label={words} title={words} onClick={copy}>
      {state === 'copied' ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
    </button>
  )
}
