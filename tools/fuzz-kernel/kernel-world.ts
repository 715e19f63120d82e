import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { libc } from './kernel-libc.ts'
import type { ScenarioIp } from './scenario.ts'

const CLONE_NEWNET = 0x4000_0000
const O_RDWR = 2
const O_NONBLOCK = 0o4000
const O_CLOEXEC = 0o2000000
const TUNSETIFF = 0x400454ca
const IFF_TUN_NO_PI = 0x1001
const LARGEST = 65_575

/** The kernel's own addresses in each namespace, as packetdrill has them. */
export const KERNEL_ADDRESS: Readonly<Record<ScenarioIp, string>> = {
  ipv4: '192.168.0.1',
  ipv6: 'fd3d:a0b:17d6::1',
}

/** A network namespace of its own with a TUN device as its only way out. The kernel ends it with our process. */
export class KernelWorld {
  readonly tun: number
  readonly #namespace: number
  readonly #buffer = Buffer.alloc(LARGEST)

  private constructor(namespace: number, tun: number) {
    this.#namespace = namespace
    this.tun = tun
  }

  /** Makes a namespace; this thread is in it afterwards. @throws {Error} Without root, or without /dev/net/tun. */
  static create(): KernelWorld {
    if (libc.unshare(CLONE_NEWNET) !== 0) throw new Error('a network namespace needs root')
    const namespace = libc.open('/proc/thread-self/ns/net', O_CLOEXEC)
    const tun = libc.open('/dev/net/tun', O_RDWR | O_NONBLOCK | O_CLOEXEC)
    const request = Buffer.alloc(40)
    request.write('tun0')
    request.writeUInt16LE(IFF_TUN_NO_PI, 16)
    if (tun < 0 || libc.ioctl(tun, TUNSETIFF, request) < 0) throw new Error('no TUN device: /dev/net/tun')
    const input = [
      'link set lo up',
      'link set tun0 mtu 1500 txqueuelen 1000 up',
      `addr add ${KERNEL_ADDRESS.ipv4}/16 dev tun0`,
      `addr add ${KERNEL_ADDRESS.ipv6}/64 dev tun0 nodad`,
      'route add default dev tun0',
      'route add ::/0 dev tun0',
    ].join('\n')
    const { status, stderr } = spawnSync('ip', ['-batch', '-'], { input, encoding: 'utf8' })
    if (status !== 0) throw new Error(`ip: ${stderr.trim()}`)
    return new KernelWorld(namespace, tun)
  }

  /** From here on this thread's sockets are made in this namespace, and /proc/sys/net is this one's. */
  enter(): void {
    if (libc.setns(this.#namespace, CLONE_NEWNET) !== 0) throw new Error('setns failed')
  }

  /** Sets `name=value` as `sysctl` has it; quotes around the value fall. The namespace must have been entered. */
  set(assignment: string): void {
    const [, name = '', value = ''] = /^([^=]+)="?([^"]*)"?$/.exec(assignment) ?? []
    writeFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, value)
  }

  /** Hands the kernel a packet. */
  inject(bytes: Uint8Array): void {
    libc.write(this.tun, bytes, bytes.length)
  }

  /** @returns The next packet that the kernel has sent, copied; undefined when there is none. */
  take(): Uint8Array | undefined {
    const length = libc.read(this.tun, this.#buffer, LARGEST)
    return length > 0 ? new Uint8Array(this.#buffer.subarray(0, length)) : undefined
  }
}
