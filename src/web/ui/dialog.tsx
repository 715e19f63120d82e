import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { pageSentences as p } from '../shell/sentences.ts'
import { t } from '../store/settings.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** A box above the page; Escape and a click beside it close it, and the focus returns where it was. */
export function Dialog(props: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  readonly class?: string
  /** The title is for screen readers only. */
  readonly isTitleHidden?: boolean
}) {
  const { title, onClose, children, isTitleHidden = false } = props
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={`dialog ${props.class ?? ''}`}
      aria-label={title}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === element.current) element.current?.close()
      }}
    >
      <div class="dialog-body">
        {!isTitleHidden && (
          <header class="dialog-head">
            <h2>{title}</h2>
            <Button
              kind="quiet"
              icon={<Icon name="close" />}
              label={t(p.close)}
              onClick={() => element.current?.close()}
            />
          </header>
        )}
        {children}
      </div>
    </dialog>
  )
}
