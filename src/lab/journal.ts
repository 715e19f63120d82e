import type { Clock, Nanos } from '../base/index.ts'
import type { CloseRecord, SocketAddress } from '../socket/index.ts'
import type { Side } from '../trace/index.ts'
import type { LabCall, LabEvent } from './types.ts'

/** More reads than this for one message are written as one line. */
const FEW_READS = 3

/** When something was, to the packet. */
interface Moment {
  readonly time: Nanos
  readonly afterPackets: number
}

/** What the programs did and learned, in order. */
export class Journal {
  readonly calls: LabCall[] = []
  readonly events: LabEvent[] = []
  readonly #clock: Clock
  readonly #packets: () => number

  /** @param packets - How many packets have been sent so far. */
  constructor(clock: Clock, packets: () => number) {
    this.#clock = clock
    this.#packets = packets
  }

  now(): Moment {
    return { time: this.#clock.now(), afterPackets: this.#packets() }
  }

  call(side: Side, text: string, when: Moment = this.now()): void {
    this.calls.push({ side, text, ...when })
  }

  opened(side: Side, local: SocketAddress | undefined, remote: SocketAddress | undefined): void {
    this.events.push({ ...this.now(), side, type: 'open', local, remote })
  }

  failed(side: Side, call: string, code: string): void {
    this.call(side, `${call} = ${code}`)
    this.events.push({ ...this.now(), side, type: 'error', call, code })
  }

  closed(side: Side, record: CloseRecord): void {
    this.events.push({ ...this.now(), side, type: 'close', ...record })
  }

  /** Collects the reads of one message: few of them are told one by one, many as one line. */
  reads(side: Side, atMost: number): { read(bytes: Uint8Array, offset: number): void; end(): void } {
    const seen: { readonly when: Moment; readonly length: number }[] = []
    return {
      read: (bytes, offset) => {
        seen.push({ when: this.now(), length: bytes.length })
        this.events.push({ ...this.now(), side, type: 'data', offset, bytes })
      },
      end: () => {
        const last = seen.at(-1)
        if (last === undefined) return
        if (seen.length <= FEW_READS) {
          for (const { when, length } of seen) this.call(side, `recv(${atMost}) = ${length} B`, when)
          return
        }
        const total = seen.reduce((sum, { length }) => sum + length, 0)
        this.call(side, `${seen.length} × recv(${atMost}) = ${total} B`, last.when)
      },
    }
  }
}
