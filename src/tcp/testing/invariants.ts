import { assert } from '../../base/index.ts'
import type { TcpConnection } from '../connection.ts'

/** What must hold for a connection after anything that happens to it. @throws {AssertionError} When it does not. */
export function checkInvariants(
  connection: Pick<TcpConnection, 'snapshot' | 'readableLength' | 'writableLength'>,
): void {
  const { state, snd, rcv, outOfOrder, cwnd, rto, timers } = connection.snapshot()
  assert(snd.una <= snd.nxt, 'SND.UNA is beyond SND.NXT')
  assert(snd.una >= 0 && rcv.nxt >= 0, 'a position is negative')
  assert(rcv.wnd >= 0, 'RCV.WND is negative')
  assert(snd.mss > 0, 'the MSS is not positive')
  assert(rto > 0 && rto <= 120e9, 'the RTO is out of range')
  // What came with the peer's SYN waits there until ours is acknowledged.
  let last = snd.una === 0 ? 0 : rcv.nxt
  for (const { left, right } of outOfOrder) {
    assert(left > last && right > left, 'the queue of what is out of order is not in order')
    last = right
  }
  assert(connection.readableLength >= 0 && connection.writableLength >= 0, 'a length is negative')
  if (state === 'CLOSED') assert(Object.keys(timers).length === 0, 'a timer runs in CLOSED')
  else if (state !== 'LISTEN' && state !== 'SYN-SENT' && snd.nxt > 0) assert(cwnd > 0, 'cwnd is not positive')
  if (state === 'TIME-WAIT') assert('time-wait' in timers, 'TIME-WAIT without its timer')
  if (snd.una < snd.nxt && state !== 'TIME-WAIT' && state !== 'CLOSED' && state !== 'LISTEN')
    assert(
      'retransmit' in timers || 'loss-probe' in timers || 'reordering' in timers,
      'something is outstanding and no timer of recovery runs',
    )
}
