import type { TcpEndpoint } from '../../net/index.ts'
import type { TcpInfo } from '../../tcp/index.ts'
import { seqAdd, seqDiff } from '../../wire/index.ts'
import { TimestampMap } from './timestamps.ts'

/** Where one side's numbers begin, in the script and on the wire. */
interface Isn {
  readonly script: number
  readonly live: number
}

const UNKNOWN: Isn = { script: 0, live: 0 }

/**
 * A connection as a script sees it. The script numbers both sides as it likes: segments with SYN by the numbers that
 * its SYNs have, all others from those on. The stack's own ISN is learnt from what it sends.
 */
export class ScriptFlow {
  phase: 'new' | 'listening' | 'connecting' | 'open'
  localPort: number
  remotePort: number
  readonly timestamps: TimestampMap = new TimestampMap()
  /** The stack's end, once there is one. It outlives the connection. */
  endpoint: TcpEndpoint | undefined = undefined
  /** What tcp_info reports of its socket while that is no connection. */
  idleInfo: (() => TcpInfo) | undefined = undefined
  /** Flow labels by the script's. */
  readonly flowLabels: Map<number, number> = new Map()
  #local: Isn = UNKNOWN
  #remote: Isn | undefined

  constructor(phase: ScriptFlow['phase'], localPort: number, remotePort: number) {
    this.phase = phase
    this.localPort = localPort
    this.remotePort = remotePort
  }

  /** The first SYN, or whatever came first, of the scripted side: its number is the one on the wire. */
  learnRemote(seq: number): void {
    this.#remote ??= { script: seq, live: seq }
  }

  /** The stack's SYN. */
  learnLocal(script: number, live: number): void {
    this.#local = { script, live }
  }

  /** @returns What a number of the stack's side in the script is on the wire. */
  localToLive(value: number, isSyn: boolean): number {
    return toLive(this.#local, value, isSyn)
  }

  localToScript(value: number, isSyn: boolean): number {
    return toScript(this.#local, value, isSyn)
  }

  /** @returns What a number of the scripted side in the script is on the wire. */
  remoteToLive(value: number, isSyn: boolean): number {
    return toLive(this.#remote ?? UNKNOWN, value, isSyn)
  }

  remoteToScript(value: number, isSyn: boolean): number {
    return toScript(this.#remote ?? UNKNOWN, value, isSyn)
  }
}

function toLive({ script, live }: Isn, value: number, isSyn: boolean): number {
  return seqAdd(live, isSyn ? seqDiff(value, script) : value)
}

function toScript({ script, live }: Isn, value: number, isSyn: boolean): number {
  return seqAdd(isSyn ? script : 0, seqDiff(value, live))
}
