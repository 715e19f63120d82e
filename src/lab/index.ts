/** Experiments on the engine: a path, a workload, a seed; what was on the wire and what the programs saw. */
export { LAB_EVENT_VERSION, labEvents } from './events.ts'
export type { LabJson } from './events.ts'
export { ANSWER, AT_MOST, BACKLOG, CHARSET, filler, GREETING, inCharset, PORT } from './greeting.ts'
export { MOST_BYTES, parseDrop, parseSize } from './parse.ts'
export { pictureOf } from './picture.ts'
export type { PictureOptions } from './picture.ts'
export { runConnection } from './run-connection.ts'
export type { ConnectionLabOptions, Ending, LabCall, LabEnd, LabEvent, LabRun, LabSample } from './types.ts'
