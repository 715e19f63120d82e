import { runCode } from '../code/evaluate.ts'
import { parseCode } from '../code/parse.ts'

/** One simple command of a shell line: its words, without quotes and redirections. */
export interface ShellCommand {
  readonly words: readonly string[]
  /** Where its output goes, for `echo 3 > /sys/…`. */
  readonly output: string | undefined
  /** Its output is the input of the next one. */
  readonly isPiped: boolean
}

const PIECE =
  /(?<space>(?:[ \t\r]|\\\n)+)|(?<comment>#[^\n]*)|(?<end>\n|;|&&|\|\|)|(?<redirect>(?:&>|\d?>)(?:&\d)?)|(?<pipe>\|)|(?<word>(?:"[^"]*"|'[^']*'|\\[^]|[^\s"'\\;&|<>#]|#(?<=\S#))+)|(?<other>[^])/y

/** `$((15*1024*1024))` */
const ARITHMETIC = /\$\(\(([\d\s()*+/-]+)\)\)/g

/** @returns A sum of the shell, which is one of Python's as well. */
function calculate(sum: string): number {
  const scope = new Map<string, number>()
  runCode(parseCode(`sum = ${sum.replaceAll('/', '//')}`), scope)
  return scope.get('sum') ?? 0
}

/** Reads the text between backquotes into simple commands: quoting, comments, pipes, `;`, `&&`, `||`, redirections. */
export function parseCommand(text: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = []
  let words: string[] = []
  let output: string | undefined
  let isRedirect = false
  const finish = (isPiped: boolean): void => {
    if (words.length > 0) commands.push({ words, output, isPiped })
    words = []
    output = undefined
  }
  const line = text.replace(ARITHMETIC, (_all, sum: string) => String(calculate(sum)))
  PIECE.lastIndex = 0
  for (let found = PIECE.exec(line); found !== null && found[0] !== ''; found = PIECE.exec(line)) {
    const groups = found.groups as Record<string, string | undefined>
    if (groups['end'] !== undefined) finish(false)
    else if (groups['pipe'] !== undefined) finish(true)
    else if (groups['redirect'] !== undefined) isRedirect = !groups['redirect'].includes('>&')
    else if (groups['word'] !== undefined) {
      const word = unquote(groups['word'])
      if (isRedirect) output = word
      else words.push(word)
      isRedirect = false
    } else if (groups['other'] !== undefined) words.push(groups['other'])
  }
  finish(false)
  return commands
}

function unquote(word: string): string {
  return word.replace(
    /"([^"]*)"|'([^']*)'|\\([^])/g,
    (_all, double?: string, single?: string, one?: string) => {
      return double ?? single ?? one ?? ''
    },
  )
}
