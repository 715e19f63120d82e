import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { has } from '../support/programs.ts'
import { synfin } from './harness.ts'

/** The talk commands over a TUN device, each in a network namespace of its own. */

const main = join(import.meta.dirname, '../../src/cli/main.ts')
const isolated = (args: readonly string[]): { stdout: string; stderr: string; status: number | null } =>
  spawnSync('unshare', ['-rn', process.execPath, '--import', 'tsx', main, ...args], {
    encoding: 'utf8',
    input: '',
    timeout: 30_000,
  })
const SERVER =
  "import socket; s = socket.create_server(('', 7007)).accept()[0]; s.recv(9); s.sendall(b'answer'); s.close()"
const SEND = ['send', '10.66.0.1', '7007', 'hello', '--tun', '10.66.0.2/30', '--path', 'delay 30ms']
const LISTEN = ['listen', '8888', '--tun', '--encoding', 'gbk', '--max-time', '4s']

/** Takes `most` bytes, and says how many its kernel had got for it: also those that it did not read. */
const RECEIVER = `
import fcntl, socket, struct, sys, termios, time
how, most = sys.argv[1], int(sys.argv[2])
s = socket.create_server(('', 7007))
if how == 'reset': s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 100_000)
c = s.accept()[0]; got = 0
if how == 'half-closed': c.shutdown(socket.SHUT_WR)
if how == 'slow': time.sleep(1.2)
while got < most:
    piece = c.recv(65536)
    if not piece: break
    got += len(piece)
if how == 'reset':
    time.sleep(0.5)
    got += struct.unpack('i', fcntl.ioctl(c, termios.FIONREAD, bytes(4)))[0]
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
c.close(); print('took', got, file=sys.stderr, flush=True)`

const tried = isolated(['send', '10.77.0.1', '9', 'x', '--tun'])
const obstacle = tried.status === 1 ? undefined : tried.stderr || 'no namespace'

describe.skipIf(obstacle !== undefined)(`--tun ${obstacle ?? ''}`, () => {
  it('a closed port of the kernel refuses the engine', () => {
    expect(tried.stderr).toMatch(/TUN device synfin\d+: the kernel is 10\.77\.0\.1 and fd77::1/)
    expect(tried.stderr).toMatch(/Nobody listens on 10\.77\.0\.1:9/)
  })

  it.skipIf(!has('ncat'))('listen: a program of the kernel is answered, --run starts it', () => {
    const run = "printf '\\304\\343\\272\\303' | ncat 10.77.0.2 8888"
    const { stdout, stderr } = isolated([...LISTEN, '--run', run])
    expect(stdout).toMatch(/→ 你好/)
    expect(stderr).toMatch(/clients: synfin connect 10\.77\.0\.2 8888/)
  })

  it.skipIf(!has('ncat') || !has('tshark'))('send: --path and --pcap, which tshark reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'synfin-tun-'))
    try {
      const file = join(folder, 'a.pcapng')
      const sent = isolated([...SEND, '--pcap', file, '--run', `python3 -c "${SERVER}"`])
      expect([sent.status, sent.stdout.trim()]).toEqual([0, 'answer'])
      // A client ends by itself: it does not say that it goes on.
      expect(sent.stderr).not.toContain('goes on')
      const args = ['-r', file, '-Y', 'tcp', '-T', 'fields', '-e', 'tcp.analysis.initial_rtt']
      const seen = spawnSync('tshark', args, { encoding: 'utf8' })
      const rtts = seen.stdout.split('\n').filter((line) => line !== '')
      expect(Number(rtts[0])).toBeGreaterThan(0.06)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  describe('a file to a program of the kernel', () => {
    const SIZE = 2_000_000
    const folder = mkdtempSync(join(tmpdir(), 'synfin-tun-'))
    const [input, receiver] = [join(folder, 'input'), join(folder, 'receiver.py')]
    writeFileSync(input, Buffer.alloc(SIZE, 'every byte, '))
    writeFileSync(receiver, RECEIVER)
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    const sendTo = (how: string, most: number, ...more: string[]) => {
      const run = ['--run', `python3 ${receiver} ${how} ${most}`]
      const flags = ['--file', input, '--tun', '10.66.0.2/30', '--lang', 'en', ...run, ...more]
      const { stderr, status } = isolated(['send', '10.66.0.1', '7007', ...flags])
      const countOf = (pattern: RegExp): number => Number(pattern.exec(stderr)?.[1]?.replaceAll(',', ''))
      const told = countOf(/sent (?:at least )?([\d,]+)/)
      return { stderr, status, told, took: countOf(/took (\d+)/) }
    }

    it.each(['half-closed', 'slow'])('whose receiver is %s: every byte, exit 0', (how) => {
      expect(sendTo(how, SIZE + 1)).toMatchObject({ status: 0, told: SIZE, took: SIZE })
    })

    it('whose receiver resets half-way: exit 6, and no more is counted than its kernel got', () => {
      const { status, told, took } = sendTo('reset', SIZE / 2)
      expect(status).toBe(6)
      expect(took).toBeLessThan(SIZE)
      expect(told).toBeGreaterThan(0)
      expect(told).toBeLessThanOrEqual(took)
    })

    it.skipIf(!existsSync('/dev/full')).each([
      ['half-closed', SIZE + 1, 2],
      ['reset', SIZE / 2, 6],
    ])('--pcap on a full disk, %s: one line, exit 2 unless the talk failed', (how, most, code) => {
      const { stderr, status } = sendTo(how, most, '--pcap', '/dev/full')
      expect(stderr.match(/synfin: cannot write \/dev\/full: the disk is full \(ENOSPC\)\n/g)).toHaveLength(1)
      expect(status).toBe(code)
    })
  })

  it('two at once have a subnet each', () => {
    const one = (port: number): string =>
      `${process.execPath} --import tsx ${main} listen ${port} --tun --max-time 6s`
    const args = ['-rn', 'sh', '-c', `${one(8888)} & ${one(8889)}; wait`]
    const { stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 30_000 })
    expect(stderr).toMatch(/synfin0: the kernel is 10\.77\.0\.1 and fd77::1/)
    expect(stderr).toMatch(/synfin1: the kernel is 10\.77\.1\.1 and fd77:0:0:1::1/)
  })

  it('the command of --run ends with us, also when we are killed', async () => {
    const child = spawn('unshare', [
      '-rn',
      process.execPath,
      '--import',
      'tsx',
      main,
      ...LISTEN,
      '--run',
      'echo "pid $$" >&2; exec sleep 97',
    ])
    const pid = await new Promise<number>((resolve) => {
      child.stderr.on('data', (data: Buffer) => {
        const found = /pid (\d+)/.exec(data.toString())
        if (found !== null) resolve(Number(found[1]))
      })
    })
    expect(() => process.kill(pid, 0)).not.toThrow()
    child.kill('SIGKILL')
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5_000 }).toBe(false)
  })

  it('an address that leaves none for the kernel is told', () => {
    const { stderr, status } = isolated(['send', '10.0.0.1', '1', 'x', '--tun', '10.0.0.2/32'])
    expect(stderr).toMatch(/'10\.0\.0\.2\/32' leaves no second address for the kernel/)
    expect(status).toBe(2)
  })
})

it.each([
  ['--path', 'delay 1ms'],
  ['--pcap', 'a.pcapng'],
  ['--run', 'true'],
])('%s needs --tun', async (flag, value) => {
  const { code, err } = synfin(['send', '127.0.0.1', '9', 'x', flag, value], '')
  expect(await code).toBe(2)
  expect(err.text).toMatch(/--tun/)
})
