import type { Clock, Nanos } from '../base/index.ts'
import type { CloseRecord, SocketAddress } from '../socket/index.ts'
import type { Side } from '../trace/index.ts'
import type { LabCall, LabEvent, LabMessage } from './types.ts'

/** More reads than this for one message are written as one line, and more sends too. */
export const FEW_CALLS = 3

/** When something was, to the packet. */
interface Moment {
  readonly time: Nanos
  readonly afterPackets: number
}

/** What the programs did and learned, in order. */
export class RunJournal {
  readonly calls: LabCall[] = []
  readonly events: LabEvent[] = []
  readonly sent: Omit<LabMessage, 'received'>[] = []
  readonly clock: Clock
  readonly #packets: () => number
  /** Grows with everything that a program does: as long as it does, programs are at work. */
  activity = 0
  /** What the programs have sent and received, in bytes. */
  bytes = 0

  /** @param packets - How many packets have been sent so far. */
  constructor(clock: Clock, packets: () => number) {
    this.clock = clock
    this.#packets = packets
  }

  now(): Moment {
    return { time: this.clock.now(), afterPackets: this.#packets() }
  }

  /** @returns The pages of one program. */
  pageOf(side: Side, program: number): Page {
    return new Page(this, side, program)
  }
}

/** What one program did and learned. */
export class Page {
  readonly side: Side
  readonly program: number
  readonly #journal: RunJournal
  #messages = 0
  #bytesSent = 0

  constructor(journal: RunJournal, side: Side, program: number) {
    this.#journal = journal
    this.side = side
    this.program = program
  }

  get clock(): Clock {
    return this.#journal.clock
  }

  call(text: string, when: Moment = this.#journal.now()): void {
    this.#journal.activity++
    this.#journal.calls.push({ side: this.side, program: this.program, text, ...when })
  }

  opened(local: SocketAddress | undefined, remote: SocketAddress | undefined): void {
    this.#journal.events.push({ ...this.#head(), type: 'open', local, remote })
  }

  failed(call: string, code: string): void {
    this.call(`${call} = ${code}`)
    this.#journal.events.push({ ...this.#head(), type: 'error', call, code })
  }

  closed(record: CloseRecord): void {
    this.#journal.events.push({ ...this.#head(), type: 'close', ...record })
  }

  /** A message begins to be sent. @returns Its number. */
  sends(length: number): number {
    this.#journal.activity++
    const { program } = this
    const number = ++this.#messages
    const sent = this.#journal.clock.now()
    this.#journal.sent.push({ program, number, offset: this.#bytesSent, length, sent })
    this.#bytesSent += length
    this.#journal.bytes += length
    return number
  }

  /** Collects the reads of one message: few of them are told one by one, many as one line. */
  reads(atMost: number): {
    read(bytes: Uint8Array, offset: number, from?: SocketAddress): void
    end(): void
  } {
    const journal = this.#journal
    const seen: { readonly when: Moment; readonly length: number }[] = []
    return {
      read: (bytes, offset, from) => {
        journal.activity++
        journal.bytes += bytes.length
        const when = journal.now()
        seen.push({ when, length: bytes.length })
        const event = { ...this.#head(), type: 'data', offset, bytes } as const
        journal.events.push(from === undefined ? event : { ...event, from })
      },
      end: () => {
        const last = seen.at(-1)
        if (last === undefined) return
        if (seen.length <= FEW_CALLS) {
          for (const { when, length } of seen) this.call(`recv(${atMost}) = ${length} B`, when)
          return
        }
        const total = seen.reduce((sum, { length }) => sum + length, 0)
        this.call(`${seen.length} × recv(${atMost}) = ${total} B`, last.when)
      },
    }
  }

  #head(): Moment & { side: Side; program: number } {
    return { ...this.#journal.now(), side: this.side, program: this.program }
  }
}
