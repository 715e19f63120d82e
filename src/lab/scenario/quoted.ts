import { own } from '../../base/index.ts'
import { ScenarioError } from './problem.ts'

const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' }

/** @returns The text in single quotes, whatever cannot stand in a line or a link written as an escape. */
export function quote(text: string): string {
  let out = ''
  for (const character of text) {
    const code = character.codePointAt(0) as number
    if (character === '\n') out += '\\n'
    else if (character === '\r') out += '\\r'
    else if (character === '\t') out += '\\t'
    else if (character === '\\' || character === "'") out += `\\${character}`
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) {
      out += `\\u{${code.toString(16)}}`
    } else out += character
  }
  return `'${out}'`
}

/** @returns The text between the quotes of a word that begins with one. @throws {ScenarioError} */
export function unquote(word: string): string {
  let out = ''
  const inside = word.slice(1, -1)
  for (let at = 0; at < inside.length; at++) {
    const character = inside.charAt(at)
    if (character !== '\\') {
      out += character
      continue
    }
    const letter = inside.charAt(at + 1)
    const code = /^\\u\{([0-9a-fA-F]{1,6})\}/.exec(inside.slice(at, at + 11))
    const value = Number.parseInt(code?.[1] ?? '', 16)
    const short = own(SHORT, letter)
    if (short !== undefined) {
      out += short
      at++
    } else if (code !== null && value <= 0x10ffff) {
      out += String.fromCodePoint(value)
      at += code[0].length - 1
    } else throw new ScenarioError('escape', { word: `\\${letter}` })
  }
  return out
}

/**
 * Cuts a text into words; a word in quotes stays whole, quotes and all, and `,` and `|` and line ends are words.
 *
 * @throws {ScenarioError} For a text without its closing quotation mark.
 */
export function words(text: string): string[] {
  const list: string[] = []
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at)
    if (character === ' ' || character === '\t' || character === '\r') {
      at++
      continue
    }
    const end = wordEnd(text, at)
    list.push(character === '\n' || character === ';' ? ',' : text.slice(at, end))
    at = end
  }
  return list
}

function wordEnd(text: string, start: number): number {
  const mark = text.charAt(start)
  if (',|\n;'.includes(mark)) return start + 1
  if (mark !== "'" && mark !== '"') {
    const rest = /^[^\s,|;'"]+/.exec(text.slice(start, start + 4_096))
    return start + (rest?.[0].length ?? 1)
  }
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++
    else if (text.charAt(at) === mark) return at + 1
  }
  throw new ScenarioError('quote', { word: text.slice(start, start + 20) })
}
