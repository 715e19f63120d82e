import { drillSentences as t } from '../sentences.ts'
import type { Defines } from './lexer.ts'
import { DrillSyntaxError } from './syntax-error.ts'

const DIRECTIVE = /^[ \t]*#(ifdef|ifndef|else|endif)\b[ \t]*(\w*)/

/**
 * Leaves out what `#ifdef NAME`, `#ifndef NAME`, `#else`, `#endif` leave out (nplab's dialect). Lines keep their
 * numbers.
 */
export function preprocess(text: string, defines: Defines): string {
  if (!text.includes('#if')) return text
  const open: boolean[] = []
  const lines = text.split('\n').map((line, index) => {
    const [, word, name = ''] = DIRECTIVE.exec(line) ?? []
    if (word === undefined) return open.includes(false) ? '' : line
    if (word === 'ifdef' || word === 'ifndef') open.push(defines.has(name) === (word === 'ifdef'))
    else {
      const last = open.pop()
      if (last === undefined) {
        throw new DrillSyntaxError({ line: index + 1, column: 1 }, t.noIfdef, { word: `#${word}` })
      }
      if (word === 'else') open.push(!last)
    }
    return ''
  })
  if (open.length > 0) {
    throw new DrillSyntaxError({ line: lines.length, column: 1 }, t.unclosed, { mark: '#endif' })
  }
  return lines.join('\n')
}
