/** packetdrill's language: scripts of packets and system calls, run against the engine in virtual time. */
export { parseScript } from './language/parse-script.ts'
export { DrillSyntaxError } from './language/syntax-error.ts'
export type { Place } from './language/syntax-error.ts'
export type { Script, ScriptEvent } from './language/types.ts'
