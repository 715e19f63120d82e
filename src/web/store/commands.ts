import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Sentence } from '../../say/index.ts'
import { singleKeys } from './settings.ts'

/** Something a person can do from the palette or with a key. The sheet of keys is made from the same list. */
export interface PageCommand {
  readonly id: string
  readonly title: Sentence
  readonly group: Sentence
  /** `c`, `?`, ` `, `ArrowLeft`, `mod+k` (Ctrl, or Command on a Mac), `mod+Enter`. */
  readonly keys?: readonly string[]
  readonly run: () => void
  /** Keys that move things about have no place in the palette. */
  readonly isKeyOnly?: boolean
}

const groups = signal<readonly (readonly PageCommand[])[]>([])

/** What can be done now; what a view registered last comes first for its keys. */
export function commandsNow(): readonly PageCommand[] {
  return groups.value.flat()
}

/** @returns Takes them away again. */
export function addCommands(commands: readonly PageCommand[]): () => void {
  groups.value = [commands, ...groups.peek()]
  return () => (groups.value = groups.peek().filter((group) => group !== commands))
}

/** The commands of a component, while it is there. Their `run` is always that of the last drawing. */
export function useCommands(commands: readonly PageCommand[]): void {
  const latest = useRef(commands)
  latest.current = commands
  const ids = commands.map(({ id }) => id).join(' ')
  useEffect(
    () =>
      addCommands(
        latest.current.map((command) => ({
          ...command,
          run: () => latest.current.find(({ id }) => id === command.id)?.run(),
        })),
      ),
    [ids],
  )
}

/** Whether what is pressed belongs to a field or a control, and not to the page. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('dialog, [role="menu"], [role="listbox"]:not([data-page-keys])') !== null) return true
  if (
    target.isContentEditable ||
    target.matches('input:not([type=checkbox]):not([type=radio]), select, textarea')
  )
    return true
  const isControl = target.closest(
    'button, a, summary, input, [role="tab"], [role="slider"], [role="separator"]',
  )
  return isControl !== null && /^( |Enter|Arrow|Home|End|Page)/.test(event.key)
}

/** `mod+k` of a key press. */
export function keyOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): string | undefined {
  if (event.altKey) return undefined
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

/** Listens for keys; called once. */
export function listenForKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const key = keyOf(event)
    if (key === undefined) return
    const withMod = key.startsWith('mod+')
    if (!withMod && (isTaken(event) || (key.length === 1 && !singleKeys.value))) return
    const command = commandsNow().find(({ keys }) => keys?.includes(key))
    if (command === undefined) return
    event.preventDefault()
    command.run()
  })
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** A key as it is written on a keyboard: `Ctrl+K`, `Space`. */
export function showKey(key: string): string {
  return key
    .split('+')
    .map((part) => {
      if (part === 'mod') return isMac ? '⌘' : 'Ctrl'
      if (part === ' ') return 'Space'
      if (part.startsWith('Arrow'))
        return { Up: '↑', Down: '↓', Left: '←', Right: '→' }[part.slice(5)] ?? part
      return part.length === 1 ? part.toUpperCase() : part
    })
    .join('+')
}
