import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

export interface MenuItem {
  readonly id: string
  readonly label: string
  /** What it will do, in a second line. */
  readonly detail?: string | undefined
  readonly tone?: 'plain' | 'bad'
  readonly isChecked?: boolean
  readonly isDisabled?: boolean
  readonly run: () => void
}

/** A button that opens a list of things to do. Arrow keys move, Escape closes. */
export function Menu(props: {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly children: ComponentChildren
  readonly class?: string
  /** Changes (to a new number) to open it from elsewhere, with a key. */
  readonly openAt?: number
}) {
  const { label, items, children, openAt = 0 } = props
  const isOpen = useSignal(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  useLayoutEffect(() => {
    if (openAt > 0) isOpen.value = true
  }, [openAt])

  const opened = isOpen.value
  useLayoutEffect(() => {
    if (!opened) return undefined
    root.current?.querySelector<HTMLElement>('[role^="menuitem"]:not(:disabled)')?.focus()
    const away = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) isOpen.value = false
    }
    addEventListener('pointerdown', away)
    addEventListener('focusin', away)
    return () => {
      removeEventListener('pointerdown', away)
      removeEventListener('focusin', away)
    }
  }, [opened])

  const close = (): void => {
    isOpen.value = false
    button.current?.focus()
  }
  return (
    <div class={`menu ${props.class ?? ''}`} ref={root}>
      <button
        type="button"
        class="button quiet"
        ref={button}
        aria-haspopup="menu"
        aria-expanded={opened}
        aria-label={label}
        title={label}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        {children}
      </button>
      {opened && (
        <div class="menu-list" role="menu" aria-label={label} onKeyDown={(event) => moveInMenu(event, close)}>
          {items.map((item) => (
            <button
              type="button"
              key={item.id}
              class={`menu-item ${item.tone ?? 'plain'}`}
              role={item.isChecked === undefined ? 'menuitem' : 'menuitemradio'}
              {...(item.isChecked === undefined ? {} : { 'aria-checked': item.isChecked })}
              disabled={item.isDisabled === true}
              tabIndex={-1}
              onClick={() => {
                close()
                item.run()
              }}
            >
              <span class="menu-label">{item.label}</span>
              {item.detail !== undefined && <span class="menu-detail">{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

function moveInMenu(event: KeyboardEvent & { readonly currentTarget: HTMLElement }, close: () => void): void {
  if (event.key === 'Escape' || event.key === 'Tab') {
    if (event.key === 'Escape') event.preventDefault()
    event.stopPropagation()
    close()
    return
  }
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key]
  if (to === undefined || items.length === 0) return
  event.preventDefault()
  items[to % items.length]?.focus()
}
