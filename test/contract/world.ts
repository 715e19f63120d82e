import {
  type Listener,
  type SocketBackend,
  type TcpSocket,
  type TcpSocketOptions,
  type TcpStream,
  listen,
} from '../../src/socket/index.ts'

/** Two machines, or one twice: where the contract is tried on a backend. */
export interface World {
  readonly server: SocketBackend
  readonly client: SocketBackend
  /** An address of the server that the client reaches. */
  readonly address: string
  readonly address6: string | undefined
  /** Where packets vanish: a connect to it waits until it is called off or times out. */
  readonly silent: { readonly address: string; readonly port: number } | undefined
  /** The platform's own time-out can be waited for: virtual time only. */
  readonly timesOut: boolean
  /** Cuts the line between the two: no packet passes from now on. Undefined where nobody can. */
  readonly cut: (() => void) | undefined
  /** To which the client has no way, and the code it learns that by. */
  readonly unreachable: { readonly address: string; readonly code: string } | undefined
  /** Runs a test: virtual time moves when everything waits. */
  run<Value>(body: () => Promise<Value>): Promise<Value>
  /** Lets a little time pass, so that what is on its way arrives. */
  pause(): Promise<void>
  close(): Promise<void>
}

/** A server, its client, and the socket that the server accepted. */
export interface Pair {
  readonly server: Listener
  readonly client: TcpSocket
  readonly accepted: TcpSocket
}

export async function pairOf(world: World, options: TcpSocketOptions = {}): Promise<Pair> {
  const server = await listen(world.server, { host: world.address })
  const client = world.client.tcp(options)
  const [accepted] = await Promise.all([
    server.socket.accept(),
    client.connect(server.localAddress.port, world.address),
  ])
  return { server, client, accepted }
}

/** Waits for a condition, letting time pass. @throws When it has not come after some thousand turns. */
export async function until(world: World, condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 5_000; turn++) {
    if (condition()) return
    await world.pause()
  }
  throw new Error(`never came: ${what}`)
}

/** Receives exactly `length` bytes, or what came before the end. */
export async function recvAll(socket: TcpStream, length = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let total = 0
  while (total < length) {
    const part = await socket.recv(Math.min(65_536, length - total))
    if (part.length === 0) break
    parts.push(part)
    total += part.length
  }
  const all = new Uint8Array(total)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function text(data: Uint8Array): string {
  return new TextDecoder().decode(data)
}

/** @returns Bytes that tell their place: a wrong order shows. */
export function pattern(length: number): Uint8Array {
  const data = new Uint8Array(length)
  for (let i = 0; i < length; i++) data[i] = (i ^ (i >> 8) ^ (i >> 16)) & 0xff
  return data
}

/** @returns The POSIX code a call rejects with; throws when it does not reject. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  throw new Error('the call did not reject')
}

/** Declares one test of the contract. */
export type Test = (what: string, body: (world: World) => Promise<void>) => void
