import { say, type Sentence, type SentenceArgs } from '../../say/index.ts'
import { drillSentences as t } from '../sentences.ts'

/** One piece of a script's code. */
export interface CodeToken {
  readonly kind: 'number' | 'name' | 'string' | 'mark' | 'newline' | 'end'
  readonly text: string
}

/** Code that is not of the subset of Python that scripts use. */
export class CodeError extends Error {
  override readonly name: string = 'CodeError'
  readonly sentence: Sentence
  readonly args: SentenceArgs

  constructor(sentence: Sentence, args: SentenceArgs = {}) {
    super(say(sentence, 'en', args))
    this.sentence = sentence
    this.args = args
  }
}

const PIECES =
  /(?<space>(?:[ \t\r]|\\\n|#[^\n]*)+)|(?<newline>[\n;]+)|(?<number>0[xX][0-9A-Fa-f]+|\d+\.\d*|\.\d+|\d+)|(?<name>[A-Za-z_]\w*)|(?<string>'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*")|(?<mark>\*\*|\/\/|<<|>>|[<>=!+\-*/%&|^]=|[-+*/%&|^~<>=(),[\]:.])/y

/** @returns The code in pieces; within brackets lines do not end. @throws {CodeError} */
export function tokenize(code: string): readonly CodeToken[] {
  const tokens: CodeToken[] = []
  let depth = 0
  PIECES.lastIndex = 0
  let at = 0
  while (at < code.length) {
    PIECES.lastIndex = at
    const groups = PIECES.exec(code)?.groups
    if (groups === undefined) throw new CodeError(t.badCode, { what: code.slice(at, at + 20) })
    at = PIECES.lastIndex
    const [kind, text] = Object.entries(groups).find(([, value]) => value !== undefined) as [string, string]
    if (text === '(' || text === '[') depth++
    if (text === ')' || text === ']') depth--
    if (kind === 'space' || (kind === 'newline' && depth > 0)) continue
    tokens.push({ kind: kind as CodeToken['kind'], text })
  }
  tokens.push({ kind: 'end', text: '' })
  return tokens
}
