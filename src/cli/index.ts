/** The commands, one file each; `main.ts` is the program. */
export { buildProgram, run } from './program.ts'
export type { CliIo } from './io.ts'
