import { AUTO } from '../store/charset-choice.ts'
import { charsets } from '../../charset/index.ts'

/** What is met most, first; the others as one looks them up. */
const USUAL = [
  'utf-8',
  'gb18030',
  'gbk',
  'big5',
  'shift_jis',
  'euc-jp',
  'iso-2022-jp',
  'euc-kr',
  'utf-16le',
  'utf-16be',
]
const inOrder = new Intl.Collator('en', { numeric: true })
const rank = (name: string): number => (USUAL.includes(name) ? USUAL.indexOf(name) : USUAL.length)
const names = charsets()
  .map(({ name }) => name)
  .sort((a, b) => rank(a) - rank(b) || inOrder.compare(a, b))

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
