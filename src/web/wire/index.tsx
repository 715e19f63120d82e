/** The Wire view: a connection drawn packet by packet; and the room of that name, where captures are opened. */
export { Wire } from './wire-room.tsx'
export { WireView } from './wire-view.tsx'
export { GrowingTrace } from './model/growing-trace.ts'
export type {
  ByteRange,
  PacketAction,
  WireSample,
  WireSource,
  WireVariables,
  WireViewProps,
} from './types.ts'
