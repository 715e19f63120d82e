/** What is put behind a line that a person typed. */
export type LineEnding = 'lf' | 'crlf' | 'cr' | 'none' | 'nul'

export const lineEndings: readonly LineEnding[] = ['lf', 'crlf', 'cr', 'none', 'nul']

const marks: Readonly<Record<LineEnding, string>> = { lf: '\n', crlf: '\r\n', cr: '\r', none: '', nul: '\0' }

/**
 * Turns every line end in `text` (LF, CRLF or CR) into the one wanted; puts none where there was none.
 * With `none` line ends are taken away.
 */
export function applyLineEnding(text: string, ending: LineEnding): string {
  return text.replaceAll(/\r\n|\r|\n/g, () => marks[ending])
}
