import type { ScriptFlow } from '../../src/drill/run/flow.ts'
import type { ScriptSegment } from '../../src/drill/run/print.ts'
import { inScript, optionsOf, segmentOf } from '../../src/drill/run/segment.ts'
import type { Emitted } from '../../src/drill/run/world.ts'
import { ACK, RST, SYN } from '../../src/wire/index.ts'

/** What the first timestamp that comes out is in the script: enough that older ones are no negative numbers. */
const FIRST_TIMESTAMP = 100_000

/** Reads what comes out of one side in the script's numbers: each side chooses its ISN and its timestamps. */
export class WireView {
  /** The latest timestamp that came out, in the script's numbers. */
  lastTimestamp = 0
  #base: number | undefined

  /** @returns The segment; undefined when it is not of this flow. */
  read(emitted: Emitted, flow: ScriptFlow, remoteKey: string): ScriptSegment | undefined {
    const sent = segmentOf(emitted, flow, remoteKey)
    if (sent === undefined) return undefined
    if ((sent.flags & SYN) !== 0) flow.learnLocal(0, sent.seq)
    const stamp = optionsOf(sent)?.find((option) => option.kind === 'TS')
    if (stamp?.kind === 'TS') {
      this.#base ??= stamp.val
      this.lastTimestamp = (FIRST_TIMESTAMP + stamp.val - this.#base) >>> 0
      flow.timestamps.sent(this.lastTimestamp, stamp.val)
    }
    const segment = inScript(sent, flow)
    // Without the flag the field is no number of the peer's.
    const ack = (sent.flags & ACK) === 0 ? sent.tcp.ack : segment.ack
    // RFC 9293 §3.5.2: what resets a connection that does not exist may have no number of its own.
    const seq = (sent.flags & RST) !== 0 && sent.seq === 0 ? 0 : segment.seq
    return { ...segment, ack, seq }
  }
}
