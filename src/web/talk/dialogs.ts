import { signal } from '@preact/signals'

/** The dialog that is open above Talk. */
export const dialog = signal<'connect' | 'listen' | undefined>(undefined)

export function open(what: 'connect' | 'listen'): void {
  dialog.value = what
}

/** A dialog tells a moment later that it closed: another may be open by then. */
export function close(what: 'connect' | 'listen'): void {
  if (dialog.value === what) dialog.value = undefined
}
