import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type Program, runProgram, tunSockets, type TunSockets } from '../host/index.ts'
import { Recorder, type RecordedPacket } from '../link/index.ts'
import { type Connection, type Listener, listen, type TcpStream } from '../socket/index.ts'
import { type ConnectionTrace, traceConnections } from '../trace/index.ts'
import { type OutsideProgram, startOutside } from './program.ts'
import { SynfinError } from '../base/index.ts'
import { interopSentences as t } from './sentences.ts'

/** The kernel on one end of a TUN device, the engine on the other. */
export interface InteropWire extends TunSockets {
  readonly kernel: { readonly v4: string; readonly v6: string }
  readonly engine: { readonly v4: string; readonly v6: string }
}

/** What a case has to work with. Everything is made for it and gone after it. */
export interface InteropWorld {
  /** A wire whose path is as given; the clean one is shared. */
  wire(path?: string, mtu?: number): Promise<InteropWire>
  start(command: Program, ...args: readonly (string | number)[]): OutsideProgram
  python(program: string, ...args: readonly (string | number)[]): OutsideProgram
  ip(...args: readonly string[]): void
  writeSetting(path: string, value: string): void
  /** Bytes of the bulk cases. */
  readonly bulk: number
  /** Runs what is given and reads what was on the clean wire meanwhile; kept for the expert of tshark too. */
  seen(body: (wire: InteropWire) => Promise<void>): Promise<readonly ConnectionTrace[]>
}

/** A world that its owner can look into and take away. */
export interface OwnedWorld extends InteropWorld {
  /** What was on the clean wire in `seen`. */
  readonly packets: readonly RecordedPacket[]
  /** Ends the programs and the wires with impairments: what a case made. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** Makes the clean wire. @throws {TunError | MissingProgram} */
export async function makeWorld(bulk: number): Promise<OwnedWorld> {
  run('link', 'set', 'lo', 'up')
  const programs = new Set<() => Promise<void>>()
  const wires: InteropWire[] = []
  const packets: RecordedPacket[] = []
  let number = 0
  const makeWire = async (path?: string, mtu?: number): Promise<InteropWire> => {
    const net = 100 + (number++ % 100)
    const tun = await tunSockets({
      addresses: [`10.${net}.0.2/24`, `fd77:${net}::2/64`],
      ...(path === undefined ? {} : { path }),
      ...(mtu === undefined ? {} : { mtu }),
    })
    const [kernel4 = '', kernel6 = ''] = tun.kernelAddresses
    const [engine4 = '', engine6 = ''] = tun.engineAddresses
    return { ...tun, kernel: { v4: kernel4, v6: kernel6 }, engine: { v4: engine4, v6: engine6 } }
  }
  const clean = await makeWire()
  const start = (command: Program, ...args: readonly (string | number)[]): OutsideProgram => {
    const program = startOutside(command, args)
    programs.add(async () => {
      program.kill()
      await program.done()
    })
    return program
  }
  const clear = async (): Promise<void> => {
    for (const end of programs) await end()
    programs.clear()
    for (const wire of wires.splice(0)) await wire.close()
  }
  return {
    bulk,
    packets,
    async wire(path, mtu) {
      if (path === undefined && mtu === undefined) return clean
      const made = await makeWire(path, mtu)
      wires.push(made)
      return made
    },
    start,
    python: (program, ...args) => start('python3', '-u', '-c', program, ...args),
    ip: run,
    writeSetting: (path, value) => writeFileSync(`/proc/sys/${path}`, value),
    async seen(body) {
      const recorder = new Recorder()
      const untap = clean.network.tap(recorder)
      try {
        await body(clean)
      } finally {
        untap()
      }
      packets.push(...recorder.packets)
      return traceConnections(recorder.packets).filter(({ startedMidway }) => !startedMidway)
    },
    clear,
    async close() {
      await clear()
      await clean.close()
    },
  }
}

function run(...args: readonly string[]): void {
  const { status, stderr } = runProgram('ip', args)
  if (status !== 0)
    throw new SynfinError('EIO', t.ipFailed, { command: `ip ${args.join(' ')}`, reason: stderr.trim() })
}

export async function recvAll(socket: TcpStream): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let part = await socket.recv(); part.length > 0; part = await socket.recv()) parts.push(part)
  return Buffer.concat(parts)
}

/** The engine listens, a program of the kernel calls: its first client. */
export async function accepted(
  world: InteropWorld,
  wire: InteropWire,
  program: string,
  ...args: readonly (string | number)[]
): Promise<{ readonly socket: Connection; readonly peer: OutsideProgram }> {
  const listener: Listener = await listen(wire.sockets)
  const peer = world.python(program, wire.engine.v4, listener.localAddress.port, ...args)
  const socket = await listener.accept()
  await listener.close()
  return { socket, peer }
}

/** @returns The POSIX code with which a promise rejects; 'fine' when it does not. */
export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'fine',
    (error: { code?: string }) => error.code ?? (error instanceof Error ? error.message : 'no error'),
  )
}

/** Asks again until it is so, as for a server that does not say when it listens. */
export async function until<Result>(ask: () => Promise<Result | undefined>): Promise<Result> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await ask()
    if (found !== undefined) return found
    await pause(25)
  }
  throw new SynfinError('ETIMEDOUT', t.tooLate, { time: '5 s' })
}
