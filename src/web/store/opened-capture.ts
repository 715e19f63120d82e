import { signal } from '@preact/signals'

/** A capture file that was chosen or dropped on the page, for Wire to read; Wire takes it (sets undefined). */
export const openedCapture = signal<File | undefined>(undefined)
