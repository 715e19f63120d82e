/**
 * iperf3 over TUN devices, in network namespaces made for it: root, or `unshare -rn` with a writable /run/netns.
 *
 *     measure pair|engine-receives|engine-sends BYTES     prints {"megabits", "cpuSeconds"}: of this process
 *
 * `pair`: iperf3 in one namespace, iperf3 in another, and this process carries packets between their two devices.
 * Else: iperf3 in a namespace, and the engine behind one device.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { serveIperf3 } from '../../src/interop/iperf3.ts'
import { TunDevice, tunSockets } from '../../src/host/index.ts'

const [what, bytes = '100000000'] = process.argv.slice(2)
const names = ['a', 'b'].map((end) => `synfin-bench-${process.pid}-${end}`)
const [a = '', b = ''] = names

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`)
}

/** @returns Megabits per second that the receiver saw. */
async function client(to: string, port: number, ...flags: string[]): Promise<number> {
  const args = ['netns', 'exec', a, 'iperf3', '-J', '-c', to, '-p', String(port), '-n', bytes, ...flags]
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (part) => (text += String(part)))
  await once(child, 'close')
  const answer = JSON.parse(text) as { end?: { sum_received?: { bits_per_second: number } }; error?: string }
  if (answer.end?.sum_received === undefined) throw new Error(`iperf3: ${answer.error ?? text}`)
  return answer.end.sum_received.bits_per_second / 1e6
}

async function pair(): Promise<number> {
  const devices: TunDevice[] = []
  for (const [i, name] of names.entries()) {
    const device = await TunDevice.open({
      name: 'sfb%d',
      onPacket: (packet) => devices[1 - i]?.write(packet),
    })
    devices.push(device)
    run('ip', 'link', 'set', device.name, 'netns', name)
    run('ip', '-n', name, 'link', 'set', device.name, 'mtu', '1500', 'txqueuelen', '10000', 'up')
    run('ip', '-n', name, 'addr', 'add', `10.79.0.${i + 1}/24`, 'dev', device.name)
  }
  const server = spawn('ip', ['netns', 'exec', b, 'iperf3', '-s', '-1'], { stdio: 'ignore' })
  await pause(500)
  try {
    return await client('10.79.0.2', 5201)
  } finally {
    server.kill()
    for (const device of devices) await device.close()
  }
}

async function engine(isReverse: boolean): Promise<number> {
  const tun = await tunSockets({ addresses: ['10.79.1.2/24'], namespace: a })
  try {
    const { port, result } = await serveIperf3(tun.sockets)
    const megabits = await client('10.79.1.2', port, ...(isReverse ? ['-R'] : []))
    const { bytes: arrived, seconds } = await result
    // What came to the engine only the engine has counted.
    return isReverse ? megabits : (arrived * 8) / 1e6 / seconds
  } finally {
    await tun.close()
  }
}

for (const name of names) run('ip', 'netns', 'add', name)
try {
  const cpu = process.cpuUsage()
  const megabits = what === 'pair' ? await pair() : await engine(what === 'engine-sends')
  const { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify({ megabits, cpuSeconds: (user + system) / 1e6 }))
} finally {
  for (const name of names) run('ip', 'netns', 'delete', name)
}
