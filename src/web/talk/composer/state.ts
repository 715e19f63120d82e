import { charsetsOf } from '../../store/charsets.ts'
import { signal } from '@preact/signals'
import { charset, lineEndings, type Charset } from '../../../charset/index.ts'
import { remember, remembered } from '../../store/storage.ts'
import { connectionOf, selected } from '../store.ts'
import type { Draft } from './draft.ts'
import { knownCharset } from './reply-charset.ts'

/** What is being written; it outlives the view. */
export const draft = signal<Draft>({
  mode: 'text',
  source: '',
  ending: lineEndings.find((ending) => ending === remembered('talk.ending')) ?? 'lf',
})

/** A file that goes instead of the draft. */
export const file = signal<File | undefined>(undefined)

export const enterSends = signal(remembered('talk.enter') !== 'off')
export const keepsDraft = signal(remembered('talk.keep') === 'on')
export const isRepeating = signal(false)

export function chooseEnter(on: boolean): void {
  enterSends.value = on
  remember('talk.enter', on ? undefined : 'off')
}

export function chooseKeep(on: boolean): void {
  keepsDraft.value = on
  remember('talk.keep', on ? 'on' : undefined)
}

/** The charset in which the connection that is looked at is written to; the draft is shown in it. */
export function charsetHere(): Charset {
  const conn = selected.value
  const connection = connectionOf(conn)
  if (conn !== undefined && connection !== undefined) {
    const known = knownCharset(conn)
    if (known !== undefined) return known
  }
  const { writes, reads } = charsetsOf(conn ?? 0)
  return charset(writes) ?? charset(reads) ?? (charset('utf-8') as Charset)
}
