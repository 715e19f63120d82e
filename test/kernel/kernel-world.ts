import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Readable, Writable } from 'node:stream'
import { RealClock } from '../../src/host/index.ts'
import { Network, type Host, type Outside } from '../../src/net/index.ts'
import { engineSockets, type SocketBackend } from '../../src/socket/index.ts'
import { has, start, type Peer } from '../support/peers.ts'

export const KERNEL = { v4: '10.77.0.1', v6: 'fd77::1' } as const
export const ENGINE = { v4: '10.77.0.2', v6: 'fd77::2' } as const
const MTU = 1_500
const BRIDGE = fileURLToPath(new URL('tun-bridge.py', import.meta.url))

/** A kernel in a namespace of its own, and the engine at the other end of its TUN device. */
export interface KernelWorld {
  readonly network: Network
  readonly host: Host
  readonly outside: Outside
  readonly sockets: SocketBackend
  /** Starts a Python program in the kernel's namespace. */
  python(program: string, ...args: (string | number)[]): Peer
  /** Starts any program there. */
  start(command: string, ...args: (string | number)[]): Peer
  /** Takes the namespace, the device and what runs there away. */
  close(): Promise<void>
}

/** @returns Why the kernel cannot be tried here, or undefined when it can. */
export function obstacle(): string | undefined {
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun'
  for (const command of ['ip', 'python3']) if (!has(command)) return `${command} is not installed`
  const name = `synfin-try-${process.pid}`
  const made = spawnSync('ip', ['netns', 'add', name])
  if (made.status !== 0) return `no namespace can be made: ${String(made.stderr).trim()}`
  const tried = spawnSync('ip', ['netns', 'exec', name, 'python3', BRIDGE, 'try0'], { input: '' })
  spawnSync('ip', ['netns', 'del', name])
  return tried.status === 0 ? undefined : 'no TUN device can be made'
}

/** Makes the namespace, the device and the network. Always close it. */
export async function kernelWorld(): Promise<KernelWorld> {
  const name = `synfin-${process.pid}`
  const remove = (): void => void spawnSync('ip', ['netns', 'del', name])
  // Also when the run is cut short: a namespace outlives its processes.
  process.once('exit', remove)
  run('netns', 'add', name)
  const peers = new Set<Peer>()
  let bridge: Bridge | undefined
  try {
    bridge = await openBridge(name)
    run('-n', name, 'link', 'set', 'lo', 'up')
    run('-n', name, 'link', 'set', 'tun0', 'mtu', MTU, 'txqueuelen', 10_000, 'up')
    run('-n', name, 'addr', 'add', `${KERNEL.v4}/24`, 'dev', 'tun0')
    run('-n', name, 'addr', 'add', `${KERNEL.v6}/64`, 'dev', 'tun0', 'nodad')
  } catch (error) {
    bridge?.child.kill()
    remove()
    throw error
  }
  const { child, send } = bridge
  const network = new Network({ clock: new RealClock(), seed: process.pid })
  const host = network.host('engine', { addresses: [ENGINE.v4, ENGINE.v6] })
  const outside = network.outside(host, { peer: 'kernel', mtu: MTU, send })
  bridge.onPacket((bytes) => outside.receive(bytes))
  const inside = (command: string, ...args: (string | number)[]): Peer => {
    const peer = start('ip', 'netns', 'exec', name, command, ...args)
    peers.add(peer)
    void peer.done().then(() => peers.delete(peer))
    return peer
  }
  return {
    network,
    host,
    outside,
    sockets: engineSockets(host),
    python: (program, ...args) => inside('python3', '-u', '-c', program, ...args),
    start: inside,
    async close() {
      for (const peer of peers) peer.kill()
      child.stdin.end()
      if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve))
      process.off('exit', remove)
      remove()
    },
  }
}

interface Bridge {
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  send(bytes: Uint8Array): void
  onPacket(take: (bytes: Uint8Array) => void): void
}

async function openBridge(name: string): Promise<Bridge> {
  const child = spawn('ip', ['netns', 'exec', name, 'python3', BRIDGE, 'tun0'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.on('error', () => {
    // The bridge is gone: what is still sent is lost, as on a wire.
  })
  let take = (_bytes: Uint8Array): void => {}
  const frames = new Frames((bytes) => take(bytes))
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error('the bridge ended before its device was there')))
    child.stdout.once('data', () => resolve())
    child.stdout.on('data', (chunk: Uint8Array) => frames.push(chunk))
  })
  return { child, send: batched(child.stdin), onPacket: (taker) => void (take = taker) }
}

/** Packets of one turn leave in one write. */
function batched(stream: Writable): (bytes: Uint8Array) => void {
  let batch = Buffer.alloc(1 << 18)
  let length = 0
  const flush = (): void => {
    if (length > 0) stream.write(batch.subarray(0, length))
    batch = Buffer.alloc(1 << 18)
    length = 0
  }
  return (bytes) => {
    if (length + 2 + bytes.length > batch.length) flush()
    if (length === 0) queueMicrotask(flush)
    batch.writeUInt16BE(bytes.length, length)
    batch.set(bytes, length + 2)
    length += 2 + bytes.length
  }
}

/** Cuts a byte stream into packets: two bytes of length, then the packet; empty ones are skipped. */
class Frames {
  readonly #take: (bytes: Uint8Array) => void
  #rest: Uint8Array = new Uint8Array(0)

  constructor(take: (bytes: Uint8Array) => void) {
    this.#take = take
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (at + 2 <= bytes.length) {
      const end = at + 2 + (((bytes[at] as number) << 8) | (bytes[at + 1] as number))
      if (end > bytes.length) break
      if (end > at + 2) this.#take(bytes.subarray(at + 2, end))
      at = end
    }
    this.#rest = bytes.subarray(at)
  }
}

function run(...args: (string | number)[]): void {
  const { status, stderr } = spawnSync('ip', args.map(String))
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${String(stderr).trim()}`)
}
