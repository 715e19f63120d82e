import { signal } from '@preact/signals'

/** The dialog that is open above Talk. */
export const dialog = signal<'connect' | 'listen' | undefined>(undefined)

export function open(what: 'connect' | 'listen'): void {
  dialog.value = what
}

export function closeDialog(): void {
  dialog.value = undefined
}
