/** The commands, one file each; `main.ts` is the program. */
export { buildProgram, run } from './program.ts'
export type { CliIo } from './io.ts'
export { cliSentences } from './sentences/cli.ts'
export { optionSentences } from './sentences/options.ts'
export { uiSentences } from './talk/sentences.ts'
