import { signal } from '@preact/signals'

export interface Toast {
  readonly id: number
  readonly text: string
  /** `bad` stays until it is closed. */
  readonly tone: 'plain' | 'good' | 'bad'
}

export const toasts = signal<readonly Toast[]>([])

const STAYS_MS = 5000
let last = 0

/** Tells the person something that needs no answer. */
export function toast(text: string, tone: Toast['tone'] = 'plain'): void {
  const id = ++last
  toasts.value = [...toasts.value.filter((other) => other.text !== text).slice(-3), { id, text, tone }]
  if (tone !== 'bad') setTimeout(() => closeToast(id), STAYS_MS)
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((other) => other.id !== id)
}
