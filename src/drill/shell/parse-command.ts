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
  PIECE.lastIndex = 0
  for (let found = PIECE.exec(text); found !== null && found[0] !== ''; found = PIECE.exec(text)) {
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
