/** Findings: what went wrong, whose doing it was, what it cost, how sure that is. Packets in, sentences out. */
export { FINDINGS, type FindingFamily, type FindingId, type FindingKind, type Severity } from './catalogue.ts'
export { diagnose, type Diagnosed } from './diagnose.ts'
export { adviseFinding, explainFinding, sayConfidence, sayFindingSide } from './explain.ts'
export { type FindingEvent, findingEvent } from './event.ts'
export type { Confidence, Finding, FindingSide } from './types.ts'
export type { FindingSentence } from './said.ts'
