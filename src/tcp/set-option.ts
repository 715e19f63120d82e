import type { Nanos } from '../base/index.ts'
import { hurryWaitingAck, isInteractive } from './acknowledgments.ts'
import { changeCongestionControl } from './create-tcb.ts'
import { setWindowClamp } from './receive/receive-tuning.ts'
import { startPacing } from './pacing.ts'
import { sendBufferSize } from './send-queue/send-memory.ts'
import { setKeepAlive, type SocketOptionName, type SocketOptionValues } from './socket-options.ts'
import type { Tcb } from './tcb.ts'
import { KEEP_ALIVE_TIMER } from './timers.ts'
import type { KeepAlive } from './keep-alive.ts'

/** `setsockopt` on a connection: the value is kept, and what it changes at once is done. @throws {SynfinError} EINVAL. */
export function setOption<N extends SocketOptionName>(
  tcb: Tcb,
  name: N,
  value: SocketOptionValues[N],
  now: Nanos,
): void {
  tcb.options.set(name, value)
  tcb.unit.wake()
  switch (name) {
    case 'quickAck':
      setQuickAck(tcb, value as boolean)
      return
    case 'keepAlive':
    case 'keepAliveIdle':
    case 'keepAliveInterval':
    case 'keepAliveCount':
      restartKeepAlive(tcb, now)
      return
    case 'receiveBuffer':
      tcb.memory.lock(tcb.options.receiveBuffer)
      return
    case 'windowClamp':
      if (tcb.options.windowClamp > 0) setWindowClamp(tcb, tcb.options.windowClamp)
      return
    case 'noDelay':
      // Linux __tcp_sock_set_nodelay: on, what waits goes, corked or not.
      if (value === true) tcb.snd.uncork(true)
      return
    case 'cork':
      if (value === false) tcb.snd.uncork(tcb.options.noDelay)
      return
    case 'congestionControl':
      changeCongestionControl(tcb, tcb.options.congestionControl, now)
      return
    case 'maxPacingRate':
      startPacing(tcb)
      return
    default:
  }
}

/** `getsockopt`: what is in use where that is not what was set. */
export function getOption<N extends SocketOptionName>(tcb: Tcb, name: N): SocketOptionValues[N] {
  const get = (): unknown => {
    switch (name) {
      case 'quickAck':
        return !isInteractive(tcb)
      case 'sendBuffer':
        return isOpen(tcb) ? sendBufferSize(tcb) : tcb.options.sendBuffer
      case 'maxSegment':
        return tcb.state === 'CLOSED' || tcb.state === 'LISTEN'
          ? tcb.options.maxSegment || tcb.snd.mss
          : tcb.snd.mss
      case 'receiveBuffer':
        return tcb.memory.limit
      case 'windowClamp':
        return tcb.rcv.clamp
      default:
        return tcb.options.get(name)
    }
  }
  return get() as SocketOptionValues[N]
}

/** Keep-alive with its figures at once. @throws {SynfinError} EINVAL when a figure is out of range. */
export function setKeepAliveOf(tcb: Tcb, keepAlive: KeepAlive | undefined, now: Nanos): void {
  setKeepAlive(tcb.options, keepAlive)
  restartKeepAlive(tcb, now)
}

function restartKeepAlive(tcb: Tcb, now: Nanos): void {
  const { state, keepAlive, timers } = tcb
  tcb.snd.keepAliveRestarted()
  const isSynchronized = state === 'ESTABLISHED' || state === 'CLOSE-WAIT' || state.startsWith('FIN-WAIT')
  if (keepAlive === undefined) timers.stop(KEEP_ALIVE_TIMER)
  else if (isSynchronized) timers.set(KEEP_ALIVE_TIMER, Math.max(now, tcb.rcv.lastSegmentAt + keepAlive.idle))
}

/** TCP_QUICKACK (Linux __tcp_sock_set_quickack): on, a delayed ACK leaves now if all has been read; off, ACKs wait for the application. */
function setQuickAck(tcb: Tcb, on: boolean): void {
  if (on) tcb.acks.beNotInteractive()
  else tcb.acks.beInteractive(tcb.settings.pingPongThreshold)
  if (on && (tcb.state === 'ESTABLISHED' || tcb.state === 'CLOSE-WAIT')) hurryWaitingAck(tcb)
}

function isOpen(tcb: Tcb): boolean {
  const { state } = tcb
  return state !== 'CLOSED' && state !== 'LISTEN' && state !== 'SYN-SENT' && state !== 'SYN-RECEIVED'
}
