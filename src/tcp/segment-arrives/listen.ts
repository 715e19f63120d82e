import { ACK, RST, SYN } from '../../wire/index.ts'
import { takeEcnOfSyn } from '../ecn.ts'
import { settleOptions } from '../options.ts'
import { MIN_SEND_MSS } from '../profile.ts'
import { advertisedMss } from '../receive/receive-tuning.ts'
import { startWindow } from '../receive/receive-window.ts'
import type { Tcb } from '../tcb.ts'
import { keepTextOfSyn } from './text-of-syn.ts'

/** LISTEN (RFC 9293 §3.10.7.2). A segment that meets no connection at all is answered by `resetReply`. */
export function arriveInListen(tcb: Tcb): void {
  const { seg, snd, rcv } = tcb
  // First, check for a RST: ignored.
  if ((seg.flags & RST) !== 0) return
  // Second, check for an ACK: any is wrong here. <SEQ=SEG.ACK><CTL=RST>
  if ((seg.flags & ACK) !== 0) {
    tcb.pending.sendReset(seg.raw.ack, false)
    return
  }
  // Third, check for a SYN. (Security is not used.) Fourth, anything else is dropped.
  if ((seg.flags & SYN) === 0) return
  // RCV.NXT is SEG.SEQ + 1, IRS is SEG.SEQ; SND.NXT becomes ISS + 1 and SND.UNA ISS when the SYN-ACK leaves.
  tcb.synCame(seg.raw.seq)
  rcv.synCame(seg.now)
  settleOptions(tcb, seg.raw, MIN_SEND_MSS, seg.now)
  startWindow(tcb, advertisedMss(tcb), tcb.scaling)
  takeEcnOfSyn(tcb)
  snd.takeWindow(seg.raw.window, 0, 0)
  tcb.pending.sendSyn()
  tcb.move('SYN-RECEIVED', 'rcv SYN')
  keepTextOfSyn(tcb)
}
