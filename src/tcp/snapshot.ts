import type { Tcb } from './tcb.ts'
import type { Snapshot } from './types.ts'

/** STATUS (RFC 9293 §3.10.6): all variables, copied. */
export function snapshot(tcb: Tcb): Snapshot {
  const { snd, rcv, rtt, outOfOrder } = tcb
  return {
    state: tcb.state,
    snd: {
      una: snd.una,
      nxt: snd.nxt,
      wnd: snd.wnd,
      up: snd.up,
      wl1: snd.wl1,
      wl2: snd.wl2,
      max: snd.nxt,
      end: snd.end + (snd.finQueued ? 1 : 0),
      mss: snd.mss,
      wscale: snd.wscale,
    },
    rcv: { nxt: rcv.nxt, wnd: rcv.wnd, up: rcv.up, wscale: rcv.wscale },
    iss: tcb.iss,
    irs: tcb.irs,
    cwnd: tcb.window.cwnd * snd.mss,
    ssthresh: tcb.window.inInitialSlowStart ? Infinity : tcb.window.ssthresh * snd.mss,
    srtt: rtt.srtt === 0 ? undefined : Math.round(rtt.srtt),
    rttvar: rtt.srtt === 0 ? undefined : Math.round(rtt.rttvar),
    rto: rtt.backedOff(snd.backoff),
    bytesInFlight: snd.nxt - snd.una,
    sendQueue: snd.end - tcb.sendRing.start,
    receiveQueue: Math.max(0, (rcv.fin >= 0 ? rcv.fin : rcv.nxt) - rcv.read),
    outOfOrder: outOfOrder.ranges(),
    timers: tcb.timers.running(),
  }
}
