import { type Bench, type Figure, median } from './figures.ts'
import { installed, script, start } from './processes.ts'

/** The kernel backend of the socket API beside iperf3 and bare node:net, on loopback. */
export const kernelBench: Bench = {
  name: 'kernel',
  async run(smoke) {
    return [...(await sink(smoke)), ...(await echo(smoke)), await cycles(smoke), await idle(smoke)]
  },
}

interface Sunk {
  readonly bytes: number
  readonly seconds: number
  readonly cpuSeconds: number
}

async function sink(smoke: boolean): Promise<Figure[]> {
  if (!installed('socat')) return []
  const bytes = smoke ? 2 ** 26 : 2 ** 31
  const synfin: Sunk[] = []
  const plain: Sunk[] = []
  const iperf: number[] = []
  for (let round = 0; round < (smoke ? 1 : 5); round++) {
    synfin.push(await drain('kernel/sink-synfin.ts', bytes))
    plain.push(await drain('kernel/sink-plain.ts', bytes))
    if (installed('iperf3')) iperf.push(await iperf3(bytes))
  }
  const mib = ({ bytes, seconds }: Sunk): number => bytes / seconds / 2 ** 20
  const perCpu = ({ bytes, cpuSeconds }: Sunk): number => bytes / cpuSeconds / 2 ** 20
  return [
    {
      name: 'kernel sink, one stream',
      value: median(synfin.map(mib)),
      unit: 'MiB/s',
      ...(iperf.length > 0 && { peer: { name: 'iperf3', value: median(iperf) } }),
      goal: { of: 'ratio', atLeast: 0.7 },
    },
    {
      name: 'kernel sink, per CPU second',
      value: median(synfin.map(perCpu)),
      unit: 'MiB/CPU-s',
      peer: { name: "node:net 'data'", value: median(plain.map(perCpu)) },
      goal: { of: 'ratio', atLeast: 2 },
    },
  ]
}

let nextPort = 23_000 + (process.pid % 2_000)

async function drain(path: string, bytes: number): Promise<Sunk> {
  const port = nextPort++
  const source = start(
    'socat',
    '-u',
    '-b',
    131_072,
    `OPEN:/dev/zero,readbytes=${bytes}`,
    `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr`,
  )
  try {
    await listening(port)
    const child = script(path, port)
    const taken = (await child.next()) as Sunk
    await child.stop()
    if (taken.bytes !== bytes) throw new Error(`${path} took ${taken.bytes} of ${bytes} bytes`)
    return taken
  } finally {
    await source.stop()
  }
}

async function iperf3(bytes: number): Promise<number> {
  const port = nextPort++
  const server = start('iperf3', '-s', '-1', '-p', port, '-B', '127.0.0.1')
  try {
    await listening(port)
    const { execFileSync } = await import('node:child_process')
    const args = ['-c', '127.0.0.1', '-p', String(port), '-n', String(bytes), '-J']
    const report = JSON.parse(execFileSync('iperf3', args, { encoding: 'utf8' })) as {
      end: { sum_received: { bits_per_second: number } }
    }
    return report.end.sum_received.bits_per_second / 8 / 2 ** 20
  } finally {
    await server.stop()
  }
}

/** Waits until a port of this machine is in LISTEN, without connecting to it. */
async function listening(port: number): Promise<void> {
  const { readFileSync } = await import('node:fs')
  const line = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} 0+:0000 0A`)
  for (let i = 0; i < 500; i++) {
    if (line.test(readFileSync('/proc/net/tcp', 'utf8'))) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`nothing listens on port ${port}`)
}

async function echo(smoke: boolean): Promise<Figure[]> {
  const rounds = smoke ? 500 : 20_000
  const p50 = { synfin: [] as number[], plain: [] as number[] }
  const rate: number[] = []
  for (let round = 0; round < (smoke ? 1 : 5); round++) {
    for (const kind of ['synfin', 'plain'] as const) {
      const server = script(`kernel/echo-${kind}.ts`)
      const { port } = (await server.next()) as { port: number }
      const client = script('kernel/echo-client.py', port, rounds)
      const { p50Micros, perSecond } = (await client.next()) as { p50Micros: number; perSecond: number }
      p50[kind].push(p50Micros)
      if (kind === 'synfin') rate.push(perSecond)
      await client.stop()
      await server.stop()
    }
  }
  return [
    {
      name: 'echo of 64 bytes, p50',
      value: median(p50.synfin),
      unit: 'us',
      peer: { name: 'bare node:net', value: median(p50.plain) },
      goal: { of: 'ratio', atMost: 1.2 },
    },
    { name: 'echo of 64 bytes', value: median(rate), unit: 'round trips/s' },
  ]
}

async function cycles(smoke: boolean): Promise<Figure> {
  const rates: number[] = []
  for (let round = 0; round < (smoke ? 1 : 5); round++) {
    const server = script('kernel/cycles-synfin.ts')
    const { port } = (await server.next()) as { port: number }
    const client = script('kernel/cycles-client.py', port, smoke ? 128 : 6_400, 64)
    rates.push(((await client.next()) as { perSecond: number }).perSecond)
    await client.stop()
    await server.stop()
  }
  return {
    name: 'connect to FIN, 64 in flight',
    value: median(rates),
    unit: 'cycles/s',
    goal: { of: 'value', atLeast: 2_000 },
  }
}

async function idle(smoke: boolean): Promise<Figure> {
  const count = smoke ? 200 : 10_000
  const server = script('kernel/hold-synfin.ts', count)
  const { port } = (await server.next()) as { port: number }
  const client = script('kernel/idle-client.py', port, count)
  await client.next()
  const { pssMiB } = (await server.next()) as { pssMiB: number }
  await client.stop()
  await server.stop()
  return {
    name: `memory with ${count} idle connections`,
    value: pssMiB,
    unit: 'MiB',
    goal: { of: 'value', atMost: 150 },
  }
}
