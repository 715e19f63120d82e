/** Experiments on the engine: a path, a workload, a seed; what was on the wire and what the programs saw. */
export { labEvents } from './events.ts'
export type { LabJson } from './events.ts'
export { ANSWER, AT_MOST, BACKLOG, CHARSET, filler, GREETING, inCharset, PORT } from './greeting.ts'
export { MOST_BYTES, parseDrop, parseSize } from './parse.ts'
export { callsOf, payloadReader, pictureOf } from './picture.ts'
export type { PictureOptions } from './picture.ts'
export { runConnection, scenarioOf } from './run-connection.ts'
export { capturedPacket } from './run/captured-packet.ts'
export { compareRuns } from './run/compare.ts'
export type { ComparedRow, Comparison } from './run/compare.ts'
export { ASK_ABOVE, estimateRun, isLarge, RUN_LIMIT, sayEstimate, sayStopped } from './run/limits.ts'
export type { RunCost } from './run/limits.ts'
export { cutRun, momentsOf, traceUntil } from './run/cut.ts'
export { runScenario } from './run/run-scenario.ts'
export type { RunOptions } from './run/run-scenario.ts'
export { EXAMPLES } from './scenario/examples.ts'
export type { Example } from './scenario/examples.ts'
export { checkScenario } from './scenario/check.ts'
export {
  canonicalPath,
  formatChange,
  formatScenario,
  parseScenario,
  SCENARIO_VERSION,
} from './scenario/link.ts'
export { CONGESTION_CONTROLS, ENGINE_OPTIONS, readOption, writeOption } from './scenario/options.ts'
export type { EngineOption, OptionKind } from './scenario/options.ts'
export { ScenarioError } from './scenario/problem.ts'
export { STANDARD_SCENARIO } from './scenario/standard.ts'
export { formatSteps, parseSteps } from './scenario/steps.ts'
export { readTime, writeTime } from './scenario/units.ts'
export type {
  ClientPlan,
  EngineOptions,
  PacketChange,
  Payload,
  Scenario,
  ServerPlan,
  Step,
  Steps,
} from './scenario/types.ts'
export type {
  ConnectionLabOptions,
  ConnectionRun,
  LabEnding,
  LabCall,
  LabCost,
  LabEnd,
  LabEvent,
  LabMessage,
  LabProgram,
  LabRun,
  LabSample,
  LabSocket,
  PacketPlace,
  RunStop,
} from './types.ts'
export { LESSONS } from './lessons/all.ts'
export { CHAPTERS } from './lessons/chapters.ts'
export { findLessons, lessonNames } from './lessons/search.ts'
export type { Found } from './lessons/search.ts'
export { checkClaim, runLesson } from './lessons/check-lesson.ts'
export { datagramLines, packetWords } from './lessons/exhibits.ts'
export type { PacketWords } from './lessons/exhibits.ts'
export { lessonJson, resultJson } from './lessons/report.ts'
export type { Evidence } from './lessons/evidence.ts'
export type {
  Chapter,
  Claim,
  ClaimResult,
  Lesson,
  LessonResult,
  LessonRun,
  LessonTable,
} from './lessons/types.ts'
export { explainSentences } from './lessons/sentences.ts'
export { pageLabSentences } from './run-sentences.ts'
export { scenarioSentences } from './scenario/sentences.ts'
export type { ScenarioProblem } from './scenario/sentences.ts'
export { labSentences } from './sentences.ts'
