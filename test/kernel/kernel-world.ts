import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tunSockets, type TunSockets } from '../../src/host/index.ts'
import type { Host, Network, Outside } from '../../src/net/index.ts'
import type { SocketBackend } from '../../src/socket/index.ts'
import { start, type Peer } from '../support/peers.ts'
import { has } from '../support/programs.ts'

export const KERNEL = { v4: '10.77.0.1', v6: 'fd77::1' } as const
export const ENGINE = { v4: '10.77.0.2', v6: 'fd77::2' } as const

/** A kernel in a namespace of its own, and the engine at the other end of its TUN device. */
export interface KernelWorld {
  readonly network: Network
  readonly host: Host
  readonly outside: Outside
  readonly sockets: SocketBackend
  /** Name of the TUN device. */
  readonly device: string
  /** Starts a Python program in the kernel's namespace. */
  python(program: string, ...args: (string | number)[]): Peer
  /** Starts any program there. */
  start(command: string, ...args: (string | number)[]): Peer
  /** Takes the namespace, the device and what runs there away. */
  close(): Promise<void>
}

/** @returns Why the kernel cannot be tried here, or undefined when it can. */
export async function obstacle(): Promise<string | undefined> {
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun'
  for (const command of ['ip', 'python3'] as const) if (!has(command)) return `${command} is not installed`
  const name = `synfin-try-${process.pid}`
  const made = spawnSync('ip', ['netns', 'add', name])
  if (made.status !== 0) return `no namespace can be made: ${String(made.stderr).trim()}`
  try {
    await (await tunSockets({ namespace: name })).close()
    return undefined
  } catch (error) {
    return String(error)
  } finally {
    spawnSync('ip', ['netns', 'del', name])
  }
}

/** Makes the namespace, the device and the network. Always close it. */
export async function kernelWorld(): Promise<KernelWorld> {
  const name = `synfin-${process.pid}`
  const remove = (): void => void spawnSync('ip', ['netns', 'del', name])
  // Also when the run is cut short: a namespace outlives its processes.
  process.once('exit', remove)
  run('netns', 'add', name)
  const peers = new Set<Peer>()
  let tun: TunSockets
  try {
    run('-n', name, 'link', 'set', 'lo', 'up')
    tun = await tunSockets({
      namespace: name,
      addresses: [`${ENGINE.v4}/24`, `${ENGINE.v6}/64`],
      seed: process.pid,
    })
  } catch (error) {
    remove()
    throw error
  }
  const { network, host, outside, sockets, device } = tun
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
    sockets,
    device,
    python: (program, ...args) => inside('python3', '-u', '-c', program, ...args),
    start: inside,
    async close() {
      for (const peer of peers) peer.kill()
      await tun.close()
      process.off('exit', remove)
      remove()
    },
  }
}

function run(...args: (string | number)[]): void {
  const { status, stderr } = spawnSync('ip', args.map(String))
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${String(stderr).trim()}`)
}
