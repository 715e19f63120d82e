import { AUTO } from '../store/charset-choice.ts'
import { charsets } from '../../text/index.ts'

const names = charsets().map(({ name }) => name)

/** As people write it: `GB18030`, `UTF-8`. */
export function showCharset(name: string): string {
  return name === AUTO ? name : name.toUpperCase()
}

/** Every charset for a select, the usual ones first. @param auto - What the first, `auto`, is called. */
export function charsetOptions(auto: string): { readonly value: string; readonly label: string }[] {
  return [{ value: AUTO, label: auto }, ...names.map((name) => ({ value: name, label: showCharset(name) }))]
}

/** For the charset in which is written. */
export function writeOptions(same: string): { readonly value: string; readonly label: string }[] {
  return [{ value: 'same', label: same }, ...names.map((name) => ({ value: name, label: showCharset(name) }))]
}
