import { parseScript } from '../../src/drill/language/parse-script.ts'
import { ScriptFlow } from '../../src/drill/run/flow.ts'
import { tcpPacket } from '../../src/drill/run/inject.ts'
import { settingsOf, type Settings } from '../../src/drill/run/variant.ts'
import { parseIpAddress, parsePacket, type IpAddress } from '../../src/wire/index.ts'
import { KernelProcess } from './kernel-calls.ts'
import { libc } from './kernel-libc.ts'
import { KERNEL_ADDRESS, type KernelWorld } from './kernel-world.ts'
import { arrivalText, FIXED_SYSCTLS, type Outcome, type Scenario, type Step } from './scenario.ts'
import type { Sent, Trace } from './trace.ts'
import { WireView } from './wire-view.ts'

const MILLISECOND = 1e6
const REMOTE_PORT = 8080
/** Scenarios of one namespace have ports of their own: what the one before left behind is nobody's concern. */
const FIRST_PORT = 10_000
const PORTS = 20_000

/**
 * Runs scenarios on this machine's kernel, side by side, each in a world of its own, in real time.
 *
 * @param worlds - As many as there are scenarios, or more.
 */
export function runOnKernel(
  worlds: readonly KernelWorld[],
  scenarios: readonly Scenario[],
): readonly Trace[] {
  setPriority(SCHED_FIFO, 1)
  const runs = scenarios.flatMap((scenario, i) => {
    const world = worlds[i]
    return world === undefined ? [] : [new KernelRun(world, scenario)]
  })
  const start = now()
  for (const [i, run] of runs.entries()) run.begin(start + 5 * MILLISECOND + i * STAGGER)
  for (;;) {
    for (const run of runs) run.turn()
    const due = Math.min(...runs.map((run) => run.due))
    if (due === Infinity) break
    wait(runs, due)
  }
  setPriority(SCHED_OTHER, 0)
  for (const run of runs) run.end()
  return runs.map((run) => run.trace)
}

/** They do not all act at one moment: each would wait for the others. */
const STAGGER = 0.7 * MILLISECOND

const SCHED_OTHER = 0
const SCHED_FIFO = 1

/** While it waits for the kernel this thread goes before others, so that what it reads is on time. */
function setPriority(policy: number, priority: number): void {
  const parameters = Buffer.alloc(4)
  parameters.writeInt32LE(priority)
  libc.sched_setscheduler(0, policy, parameters)
}

function now(): number {
  return Number(process.hrtime.bigint())
}

/** Sleeps until one of the devices has a packet, or until `due`. */
function wait(runs: readonly KernelRun[], due: number): void {
  const left = Math.max(0, due - now())
  const timeout = Buffer.alloc(16)
  timeout.writeBigInt64LE(BigInt(Math.floor(left / 1e9)), 0)
  timeout.writeBigInt64LE(BigInt(Math.floor(left % 1e9)), 8)
  const entries = Buffer.alloc(8 * runs.length)
  for (const [i, run] of runs.entries()) {
    entries.writeInt32LE(run.due === Infinity ? -1 : run.world.tun, i * 8)
    entries.writeInt16LE(1, i * 8 + 4)
  }
  libc.ppoll(entries, runs.length, timeout, null)
}

let portsUsed = 0

/** One scenario under way. */
class KernelRun {
  readonly world: KernelWorld
  /** When something is to be done next; Infinity when it is over. */
  due = Infinity
  readonly #scenario: Scenario
  readonly #settings: Settings
  readonly #process: KernelProcess
  readonly #view = new WireView()
  readonly #sent: Sent[] = []
  readonly #times: number[] = []
  readonly #outcomes: (Outcome | undefined)[] = []
  #flow: ScriptFlow
  #start = 0
  #next = 0

  constructor(world: KernelWorld, scenario: Scenario) {
    this.world = world
    this.#scenario = scenario
    const n = portsUsed++
    const localPort = FIRST_PORT + (n % PORTS)
    const { ipVersion } = scenario
    const [high, low] = [2 + (n % 200), 1 + (Math.floor(n / 200) % 250)]
    const remote = ipVersion === 'ipv4' ? `192.0.${high}.${low}` : `fd3d:fa7b:d17d::${high}:${low}`
    this.#settings = {
      ...settingsOf(parseScript('0 close(9) = -1'), ipVersion),
      localPort,
      remote: ipOf(remote),
    }
    // Whoever connects learns the peer's numbers from his SYN alone.
    const connects = scenario.steps.some(({ action }) => action.name === 'connect')
    this.#flow = new ScriptFlow(connects ? 'connecting' : 'open', localPort, REMOTE_PORT)
    this.#process = new KernelProcess({
      local: KERNEL_ADDRESS[ipVersion],
      localPort,
      remote,
      remotePort: REMOTE_PORT,
    })
  }

  get trace(): Trace {
    return { times: this.#times, outcomes: this.#outcomes, sent: this.#sent }
  }

  begin(at: number): void {
    this.world.enter()
    for (const assignment of FIXED_SYSCTLS) this.world.set(assignment)
    for (const [name, value] of Object.entries(this.#scenario.sysctls))
      this.world.set(`net.ipv4.${name}=${value}`)
    this.#start = at
    this.due = at + (this.#scenario.steps[0]?.after ?? 0) * MILLISECOND
  }

  /** Takes what has come out, and makes the steps that are due. */
  turn(): void {
    if (this.due === Infinity) return
    this.#collect()
    while (this.due <= now()) {
      const step = this.#scenario.steps[this.#next++]
      if (step === undefined) {
        this.due = Infinity
        return
      }
      this.#step(step)
      this.#collect()
      const after = this.#scenario.steps[this.#next]?.after ?? this.#scenario.tail
      this.due += after * MILLISECOND
    }
  }

  end(): void {
    this.#process.endAll()
  }

  #step({ action }: Step): void {
    if (action.name !== 'segment') {
      this.world.enter()
      this.#times.push(now() - this.#start)
      this.#outcomes.push(this.#process.call(action))
      return
    }
    const [event] = parseScript(`0 ${arrivalText(action, this.#view.lastTimestamp)}`).events
    const line = event?.action
    if (line?.kind !== 'packet' || line.body.kind !== 'tcp') throw new Error('no segment')
    const bytes = tcpPacket(this.#settings, this.#flow, line, line.body)
    this.#times.push(now() - this.#start)
    this.#outcomes.push(undefined)
    this.world.inject(bytes)
  }

  #collect(): void {
    for (let bytes = this.world.take(); bytes !== undefined; bytes = this.world.take()) {
      const at = now() - this.#start
      const packet = parsePacket(bytes)
      const { tcp, destination } = packet
      const { remote } = this.#settings
      if (tcp === undefined || destination?.key !== remote.key) continue
      // A socket that connects has a port of the kernel's choice.
      if ((tcp.flags & SYN_AND_ACK) === SYN) this.#flow.localPort = tcp.sourcePort
      const segment = this.#view.read({ time: at, packet }, this.#flow, remote.key)
      if (segment !== undefined) this.#sent.push({ at, segment })
    }
  }
}

const SYN = 2
const SYN_AND_ACK = 0x12

function ipOf(text: string): IpAddress {
  return parseIpAddress(text) as IpAddress
}
