import { Random } from '../../src/base/index.ts'
import { ACK, FIN, PSH, RST, SYN, URG } from '../../src/wire/index.ts'
import { EngineRun } from './engine-side.ts'
import { PeerView } from './peer-view.ts'
import type { Arrival, Call, Scenario, ScenarioIp, SettableOption, Step } from './scenario.ts'

/**
 * Makes scenarios from seeds: a way into some state, then calls and segments at the edges of what the host under test
 * has shown of itself. The engine is run beside, so that the edges are known; nothing else is looked at.
 */
export function generate(seed: number): Scenario {
  return new Generator(seed).scenario()
}

/** As much as a scenario may take in real time, milliseconds. */
const LONGEST = 2_500
const MSS = 1000

class Generator {
  readonly #chance: Random
  readonly #steps: Step[] = []
  readonly #sysctls: Record<string, number>
  readonly #seed: number
  readonly #ipVersion: ScenarioIp
  readonly #run: EngineRun
  readonly #peer: PeerView
  /** Milliseconds since the start. */
  #now = 0
  #fd = 4

  constructor(seed: number) {
    this.#seed = seed
    this.#chance = new Random(seed, 'fuzz-kernel')
    this.#ipVersion = this.#chance.substream('ip').chance(0.25) ? 'ipv6' : 'ipv4'
    const flag = (): number => (this.#chance.chance(0.75) ? 1 : 0)
    this.#sysctls = { tcp_timestamps: flag(), tcp_sack: flag(), tcp_window_scaling: flag() }
    if (this.#chance.chance(0.2)) this.#sysctls['tcp_early_retrans'] = 0
    if (this.#chance.chance(0.1)) this.#sysctls['tcp_dsack'] = 0
    this.#run = new EngineRun({ ...this.#head, steps: [], tail: 0 })
    this.#peer = new PeerView(this.#chance.chance(0.7) ? 0 : this.#pick([0xffff_fff0, 0x7fff_fff0]))
  }

  get #head(): Pick<Scenario, 'seed' | 'ipVersion' | 'sysctls'> {
    return { seed: this.#seed, ipVersion: this.#ipVersion, sysctls: this.#sysctls }
  }

  scenario(): Scenario {
    const enter = this.#pick([
      () => this.#serve(),
      () => this.#serve(),
      () => this.#serve(),
      () => this.#connect(),
      () => this.#connect(),
      () => this.#openTogether(),
      () => this.#closeTogether(),
      () => this.#listenAlone(),
      () => undefined,
    ])
    enter()
    const count = 2 + this.#chance.below(10)
    for (let i = 0; i < count && this.#now < LONGEST; i++) this.#anything()
    if (this.#run.has(this.#fd) && this.#chance.chance(0.5)) this.#call({ name: 'info', fd: this.#fd }, 0)
    const tail = this.#pick([30, 60, 250, 600, 1_200])
    return { ...this.#head, steps: this.#steps, tail }
  }

  #serve(): void {
    this.#listen()
    this.#arrive({ flags: SYN, seq: this.#peer.isn, options: this.#synOptions() })
    this.#arrive({ flags: ACK, ack: 1 }, this.#pick([1, 10, 20, 100]))
    this.#call({ name: 'accept', fd: 4 }, 0)
    this.#someOptions()
  }

  /** Both FINs are on their way at once. */
  #closeTogether(): void {
    this.#serve()
    this.#call({ name: 'shutdown', fd: 4, how: 'SHUT_WR' }, this.#anyTime())
    this.#arrive({ flags: FIN | ACK, ack: 1 }, this.#pick([0, 1, 10]))
  }

  /** The listener, and whatever comes to it. */
  #listenAlone(): void {
    this.#listen()
    if (this.#chance.chance(0.7))
      this.#arrive({ flags: SYN, seq: this.#peer.isn, options: this.#synOptions() })
  }

  #listen(): void {
    this.#call({ name: 'socket', fd: 3 }, 0)
    this.#call({ name: 'setsockopt', fd: 3, option: 'SOL_SOCKET, SO_REUSEADDR', value: 1 }, 0)
    this.#call({ name: 'bind', fd: 3 }, 0)
    this.#call({ name: 'listen', fd: 3 }, 0)
  }

  #connect(): void {
    this.#beginConnect()
    if (this.#chance.chance(0.15)) return
    this.#arrive(
      { flags: SYN | ACK, seq: this.#peer.isn, ack: 1, options: this.#synOptions() },
      this.#pick([1, 10, 50]),
    )
  }

  #openTogether(): void {
    this.#beginConnect()
    this.#arrive({ flags: SYN, seq: this.#peer.isn, options: this.#synOptions() }, this.#pick([0, 10]))
    if (this.#chance.chance(0.5)) this.#arrive({ flags: SYN | ACK, seq: this.#peer.isn, ack: 1 }, 10)
    else if (this.#chance.chance(0.7)) this.#arrive({ flags: ACK, ack: 1 }, 10)
  }

  #beginConnect(): void {
    this.#fd = 3
    this.#call({ name: 'socket', fd: 3 }, 0)
    this.#someOptions()
    this.#call({ name: 'connect', fd: 3 }, 0)
  }

  #someOptions(): void {
    const { [this.#chance.below(12)]: set } = OPTIONS
    if (set === undefined || !this.#run.has(this.#fd)) return
    const [option, value] = set
    this.#call({ name: 'setsockopt', fd: this.#fd, option, value }, 0)
  }

  #anything(): void {
    if (!this.#run.has(this.#fd) || this.#chance.chance(0.6))
      this.#arrive(this.#anySegment(), this.#anyTime())
    else this.#call(this.#anyCall(), this.#anyTime())
  }

  /** Mostly at once; else around the kernel's own time-outs: delayed ACK, tail-loss probe, RTO. */
  #anyTime(): number {
    if (this.#chance.chance(0.5)) return this.#pick([0, 0, 1, 5])
    return this.#pick([10, 20, 20, 30, 50, 100, 150, 220, 260, 330, 500, 1_040])
  }

  #anyCall(): Call {
    const fd = this.#fd
    const send = (): Call => ({
      name: 'send',
      fd,
      length: this.#pick([1, 100, MSS, 1460, 3 * MSS, 10 * MSS]),
      flags: this.#chance.chance(0.1) ? ['MSG_MORE'] : [],
    })
    return this.#pick<() => Call>([
      send,
      send,
      send,
      () => ({ name: 'recv', fd, length: this.#pick([1, 100, 20_000]), flags: [] }),
      () => ({ name: 'recv', fd, length: 20_000, flags: [] }),
      () => ({ name: 'shutdown', fd, how: this.#pick(['SHUT_WR', 'SHUT_WR', 'SHUT_RD', 'SHUT_RDWR']) }),
      () => ({ name: 'close', fd }),
      () => ({ name: 'getsockopt', fd, option: 'SOL_SOCKET, SO_ERROR' }),
      () => ({ name: 'ioctl', fd, request: this.#pick(['SIOCINQ', 'SIOCOUTQ']) }),
      () => ({ name: 'poll', fd }),
      () => ({ name: 'info', fd }),
      () => {
        const [option, value] = this.#pick(OPTIONS)
        return { name: 'setsockopt', fd, option, value }
      },
    ])()
  }

  #anySegment(): Partial<Arrival> & { flags: number } {
    const { peer } = { peer: this.#peer }
    const length = this.#pick([0, 0, 0, 1, 100, MSS, 1400])
    const data = {
      length,
      ...(length > 0 && this.#chance.chance(0.7) ? { flags: ACK | PSH } : { flags: ACK }),
    }
    return this.#pick<() => Partial<Arrival> & { flags: number }>([
      // What a peer in good order does.
      () => data,
      () => data,
      () => ({ flags: ACK }),
      () => ({ ...data, flags: data.flags | FIN }),
      // And at the edges: of the receive window, of what is acknowledged, of the send window.
      () => ({ ...data, seq: this.#edge(peer.receiveEdges(length)) }),
      () => ({ ...data, seq: this.#edge(peer.receiveEdges(length)) }),
      () => ({ ...data, ack: this.#edge(peer.acknowledgeEdges()) }),
      () => ({ ...data, ack: this.#edge(peer.acknowledgeEdges()) }),
      () => ({ flags: ACK, window: this.#pick([0, 1, MSS - 1, MSS, 2 * MSS, 65_535]) }),
      () => ({ flags: ACK, options: this.#sack(peer) }),
      () => ({ ...data, flags: data.flags | FIN, seq: this.#edge(peer.receiveEdges(length)) }),
      // What ends or confuses a connection.
      () => ({ flags: this.#pick([RST, RST | ACK]), seq: this.#edge(peer.receiveEdges(0)) }),
      () => ({
        flags: this.#pick([SYN, SYN | ACK, SYN | FIN, 0, FIN, PSH, RST | SYN, URG | ACK | FIN | PSH]),
        seq: this.#edge(peer.receiveEdges(length)),
        length: this.#chance.chance(0.8) ? 0 : length,
      }),
      () => ({ ...data, options: this.#staleStamp() }),
    ])()
  }

  /** SACK blocks between what is acknowledged and what is out. */
  #sack(peer: PeerView): readonly string[] {
    if (peer.stamp !== undefined) return peer.usualOptions
    const edges = peer
      .acknowledgeEdges()
      .slice(0, 4)
      .map((edge) => edge + this.#pick([0, 0, 1, MSS]))
    const left = this.#pick(edges) >>> 0
    const right = (left + this.#pick([1, MSS, MSS, 2 * MSS])) >>> 0
    return ['nop', 'nop', `sack ${left}:${right}`]
  }

  /** Timestamps at the edges of PAWS (RFC 7323 §5): one back, and half of the numbers away. */
  #staleStamp(): readonly string[] {
    const { stamp } = this.#peer
    if (stamp === undefined) return []
    const value = (stamp + this.#pick([-1, -1_000, 0x7fff_ffff, 0x8000_0000])) >>> 0
    return ['nop', 'nop', `TS val ${value} ecr last`]
  }

  #synOptions(): readonly string[] {
    const stamps = this.#chance.chance(0.6)
    const sack = this.#chance.chance(0.8)
    const scale = this.#pick([undefined, 0, 7, 14, 15])
    const head = this.#chance.chance(0.9) ? [`mss ${MSS}`] : []
    if (stamps) this.#peer.startStamps()
    const stamp = `TS val ${this.#peer.stamp ?? 0} ecr last`
    if (sack && stamps) head.push('sackOK', stamp)
    else if (sack) head.push('nop', 'nop', 'sackOK')
    else if (stamps) head.push('nop', 'nop', stamp)
    return scale === undefined ? head : [...head, 'nop', `wscale ${scale}`]
  }

  #edge(edges: readonly number[]): number {
    return (this.#pick(edges) + this.#pick([-1, 0, 0, 0, 1])) >>> 0
  }

  #arrive(given: Partial<Arrival> & { flags: number }, after = 0): void {
    const peer = this.#peer
    const hasAck = (given.flags & ACK) !== 0
    peer.pass(after)
    const arrival: Arrival = {
      name: 'segment',
      seq: peer.next,
      length: 0,
      window: 65_535 >>> this.#pick([0, 0, 4]),
      options: (given.flags & SYN) === 0 ? peer.usualOptions : [],
      ...given,
      ack: hasAck ? (given.ack ?? peer.received) : undefined,
    }
    this.#add({ after, action: arrival })
    peer.said(arrival)
  }

  #call(call: Call, after: number): void {
    this.#peer.pass(after)
    this.#add({ after, action: call })
  }

  #add(step: Step): void {
    this.#now += step.after
    const before = this.#run.sent.length
    this.#run.step(step, this.#now * 1e6)
    this.#steps.push(step)
    for (const { segment } of this.#run.sent.slice(before)) this.#peer.heard(segment)
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values.at(this.#chance.below(values.length)) as Value
  }
}

const OPTIONS: readonly (readonly [SettableOption, number])[] = [
  ['SOL_TCP, TCP_NODELAY', 1],
  ['SOL_TCP, TCP_NODELAY', 0],
  ['SOL_TCP, TCP_CORK', 1],
  ['SOL_TCP, TCP_CORK', 0],
  ['SOL_TCP, TCP_QUICKACK', 0],
  ['SOL_TCP, TCP_QUICKACK', 1],
  ['SOL_SOCKET, SO_LINGER', 0],
  ['SOL_TCP, TCP_LINGER2', -1],
  ['SOL_TCP, TCP_USER_TIMEOUT', 300],
]
