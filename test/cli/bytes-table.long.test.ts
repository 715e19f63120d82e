import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { connect, type SocketError } from '../../src/socket/index.ts'
import { kernelSockets } from '../../src/host/index.ts'
import { endAll, freePort, listening, outside, type Outside, synfin } from './harness.ts'
import { has } from '../support/programs.ts'

/**
 * Who sends, what the receiver does, how much, and who the receiver is. A cell holds when every byte arrived and the
 * exit code is 0, or when fewer did, the exit code is not 0 and no more is counted than arrived. Arrived is what the
 * receiver took from its socket, by its system calls: of what it then lost, its peer can know nothing.
 */
const forms = [
  'send',
  'send --file',
  'connect',
  'connect --send-only',
  'listen --send-only',
  'library',
] as const
const situations = [
  'half-closed first',
  'reads slowly',
  'resets half-way',
  'closes half-way',
  'disk full',
] as const
const peers = ['python3', 'ncat', 'nc', 'socat'] as const
const sizes = [1, 20_000_000] as const

type Form = (typeof forms)[number]
type Situation = (typeof situations)[number]

const folder = mkdtempSync(join(tmpdir(), 'synfin-'))
const got = join(folder, 'got')
const calls = join(folder, 'calls')
/** A receiver under it leaves its system calls that may read a socket in `calls`. */
const WATCHED = `strace -f --seccomp-bpf -qq -s 0 -yy -e trace=read,readv,recvfrom,recvmsg -o ${calls}`
afterEach(endAll)
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(!has('strace')).each(peers.filter(has))('to %s', (peer) => {
  for (const form of forms) {
    for (const situation of situations) {
      for (const size of sizes) {
        it(`${form}, ${situation}, ${size}`, { timeout: 60_000 }, () => cell(form, situation, size, peer))
      }
    }
  }
})

async function cell(form: Form, situation: Situation, size: number, peer: string): Promise<void> {
  writeFileSync(got, '')
  const input = Buffer.alloc(size, 'every byte, ')
  const { code, told, receiver } = await sendTo(form, input, (port, isClient) =>
    outside('sh', ['-c', receiverOf(peer, situation, size, port, isClient)]),
  )
  await receiver.code
  const arrived = takenFromSocket()
  const isComplete = situation === 'half-closed first' || situation === 'reads slowly'
  if (isComplete) expect(readFileSync(got).equals(input)).toBe(true)
  if (isComplete || arrived === size)
    expect({ code, arrived, told }).toEqual({ code: 0, arrived: size, told })
  else {
    expect(code).not.toBe(0)
    expect(told).toBeLessThanOrEqual(arrived)
  }
}

/** @returns How many bytes the receiver's calls have taken from TCP. */
function takenFromSocket(): number {
  const taken = readFileSync(calls, 'latin1').matchAll(/\(\d+<TCP:.* = (\d+)$/gm)
  return [...taken].reduce((sum, [, length]) => sum + Number(length), 0)
}

interface Outcome {
  readonly code: number
  /** What is said to have arrived. */
  readonly told: number
  readonly receiver: Outside
}

async function sendTo(
  form: Form,
  input: Buffer,
  receive: (port: string, isClient: boolean) => Outside,
): Promise<Outcome> {
  if (form === 'listen --send-only') {
    const run = await listening(['--send-only'], input)
    const receiver = receive(String(run.port), true)
    return { code: await run.code, told: countIn(run.err.text), receiver }
  }
  const port = await freePort()
  const receiver = receive(port, false)
  await listens(Number(port))
  if (form === 'library') return { ...(await bySocket(Number(port), input)), receiver }
  const file = join(folder, 'input')
  writeFileSync(file, input)
  const [command = '', ...options] = form.split(' ')
  const isFile = form === 'send --file'
  const args = [command, '127.0.0.1', port, ...options, ...(isFile ? [file] : [])]
  const run = synfin(args, isFile ? undefined : input)
  const code = await run.code
  return { code, told: countIn(run.err.text), receiver }
}

/** `send`, then `close`: the record says how it ended. */
async function bySocket(port: number, input: Buffer): Promise<{ code: number; told: number }> {
  const socket = await connect(kernelSockets(), { port, host: '127.0.0.1' }).catch((error: unknown) => {
    // A peer that wants nothing may have reset it before this end learns that it was connected.
    if ((error as SocketError).code === 'ECONNRESET') return undefined
    throw error
  })
  if (socket === undefined) return { code: 1, told: 0 }
  const looking = setInterval(() => socket.acknowledgedLength(), 20)
  const failure = await socket.send(input).then(
    () => undefined,
    (error: unknown) => (error as SocketError).code,
  )
  await socket.close()
  const { how, bytesAcknowledged = 0 } = await socket.closed
  clearInterval(looking)
  return {
    code: failure === undefined && how === 'fin' ? 0 : 1,
    told: socket.readByPeerLength() ?? bytesAcknowledged,
  }
}

/** The last `sent 1,234` or `sent at least 1,234` that a run has told. */
function countIn(text: string): number {
  const told = [...text.matchAll(/sent (?:at least )?([\d,]+)/g)].at(-1)?.[1] ?? '0'
  return Number(told.replaceAll(',', ''))
}

/** The shell command of a receiver that writes what it got into `got`. */
function receiverOf(
  peer: string,
  situation: Situation,
  size: number,
  port: string,
  isClient: boolean,
): string {
  if (peer === 'python3') return `${WATCHED} python3 -c '${pythonReceiver(situation, size, port, isClient)}'`
  const both = {
    ncat: `ncat ${isClient ? '' : '-l '}127.0.0.1 ${port}`,
    nc: `nc -N ${isClient ? '' : '-l '}127.0.0.1 ${port}`,
    socat: `socat -t 60 ${isClient ? `TCP:127.0.0.1:${port}` : `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr`} STDIO`,
  }[peer] as string
  const onlyReads = {
    ncat: `${both} --recv-only`,
    nc: both.replace('nc -N', 'nc -d'),
    socat: both.replace('socat', 'socat -u').replace('STDIO', 'STDOUT'),
  }[peer] as string
  switch (situation) {
    case 'half-closed first':
      return `${WATCHED} ${both} </dev/null >${got}`
    case 'reads slowly':
      return `${WATCHED} ${onlyReads} | { sleep 1; cat >${got}; }`
    case 'disk full':
      return `${WATCHED} ${onlyReads} >/dev/full`
    default:
      // The reader behind it goes: it dies of SIGPIPE, with or without bytes that it has not read.
      return `${WATCHED} ${onlyReads} | head -c ${Math.floor(size / 2)} >${got}`
  }
}

function pythonReceiver(situation: Situation, size: number, port: string, isClient: boolean): string {
  const address = `("127.0.0.1", ${port})`
  const start = isClient
    ? `c = socket.create_connection(${address})`
    : `s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(${address}); s.listen(); c, _ = s.accept()`
  const most =
    situation === 'resets half-way' || situation === 'closes half-way' ? Math.floor(size / 2) : size + 1
  return `
import socket, struct, time
${start}
f = open("${situation === 'disk full' ? '/dev/full' : got}", "wb", buffering=0); got = 0
if "${situation}" == "half-closed first": c.shutdown(1)
if "${situation}" == "reads slowly": time.sleep(1)
while got < ${most}:
    piece = c.recv(65536)
    if not piece: break
    got += len(piece); f.write(piece)
if "${situation}" == "resets half-way": c.setsockopt(1, 13, struct.pack("ii", 1, 0))
c.close()`
}

/** Waits until somebody listens on a port of 127.0.0.1, by the kernel's own table. */
async function listens(port: number): Promise<void> {
  const line = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`
  while (!readFileSync('/proc/net/tcp', 'latin1').includes(line)) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
