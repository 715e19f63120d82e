/** `synfin/node`: what needs Node and the machine. `net.Socket` over any connection, the real clock, TUN, live capture. */
export {
  CaptureError,
  captureLive,
  type LiveCapture,
  NodeSocket,
  RealClock,
  toNodeSocket,
  TunError,
  type TunSockets,
  tunSockets,
} from '../host/index.ts'
