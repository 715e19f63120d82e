import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, listen } from '../../socket/index.ts'
import type { CapturedPacket } from '../../capture/index.ts'
import { traceConnections } from '../../trace/index.ts'
import { kernelSockets } from '../kernel-sockets.ts'
import { CaptureError } from './capture-error.ts'
import { captureInterface, captureLive, tryCapture } from './live-capture.ts'
import { type CaptureTool, findCaptureTools } from './tools.ts'

/** A tool of our own making: what a real one says when it may not capture, or has no such interface. */
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synfin-capture-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fake(name: CaptureTool['name'], script: string): CaptureTool {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return { name, path, isForbidden: false }
}

async function failure(tools: readonly CaptureTool[], filter = 'tcp port 1'): Promise<CaptureError> {
  const error = await captureLive({ interface: 'lo', filter, tools, onPackets: () => undefined }).catch(
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(CaptureError)
  return error as CaptureError
}

describe('a capture that cannot begin says why', () => {
  test('no permission: which one, and the one command that grants it', async () => {
    const tool = fake(
      'tcpdump',
      `echo "tcpdump: lo: You don't have permission to perform this capture on that device" >&2; exit 1`,
    )
    const error = await failure([tool])
    expect(error.code).toBe('SYNFIN_CAPTURE_PERMISSION')
    expect(error.message).toContain('CAP_NET_RAW')
    expect(error.hint).toBe(`sudo setcap cap_net_raw,cap_net_admin=eip ${tool.path}`)
  })

  test('a tool for a group only: how to join it', async () => {
    const error = await failure([{ name: 'dumpcap', path: '/usr/bin/dumpcap', isForbidden: true }])
    expect(error.code).toBe('SYNFIN_CAPTURE_PERMISSION')
    expect(error.hint).toMatch(/^sudo usermod -aG wireshark \w+$/)
  })

  test('no tool at all', async () => {
    expect((await failure([])).code).toBe('SYNFIN_CAPTURE_TOOL')
  })

  test('the tool is not what it seems, or ends with other words', async () => {
    const error = await failure([fake('dumpcap', 'echo "something broke" >&2; exit 3')])
    expect([error.code, error.message]).toEqual(['SYNFIN_CAPTURE_ENDED', 'dumpcap ended: something broke'])
    const gone = await failure([{ name: 'tcpdump', path: join(folder, 'nothing'), isForbidden: false }])
    expect(gone.code).toBe('SYNFIN_CAPTURE_ENDED')
  })

  test('the second tool is tried when the first may not', async () => {
    const no = fake('tcpdump', 'echo "Operation not permitted" >&2; exit 1')
    const yes = fake('dumpcap', String.raw`printf '\324\303\262\241\2\0\4\0'; exec sleep 20`)
    const capture = await captureLive({
      interface: 'lo',
      filter: 'tcp port 1',
      tools: [no, yes],
      onPackets: () => undefined,
    })
    expect(capture.tool).toBe('dumpcap')
    await capture.kill()
  })
})

test('loopback addresses are captured on the loopback, others everywhere', () => {
  const lo = captureInterface('::1')
  expect([
    captureInterface('127.0.0.1'),
    captureInterface('localhost'),
    captureInterface('10.0.0.1'),
  ]).toEqual([lo, lo, 'any'])
  expect(captureInterface(undefined)).toBe('any')
})

const tools = findCaptureTools().filter((tool) => !tool.isForbidden)
const mayCapture = process.getuid?.() === 0 && existsSync('/sys/class/net/lo')

describe.skipIf(!mayCapture || tools.length === 0)('on this machine', () => {
  test.each(tools.flatMap((tool) => ['lo', 'any'].map((device) => [tool.name, device, tool] as const)))(
    '%s on %s sees a connection from the first SYN to the last ACK, each segment once',
    async (_name, device, tool) => {
      const sockets = kernelSockets()
      const server = await listen(sockets, { port: 0, host: '127.0.0.1' })
      const packets: CapturedPacket[] = []
      const capture = await captureLive({
        interface: device,
        filter: `tcp port ${server.localAddress.port}`,
        tools: [tool],
        onPackets: (some) => void packets.push(...some),
      })
      const client = await connect(sockets, { port: server.localAddress.port, host: '127.0.0.1' })
      const accepted = await server.accept()
      await client.send(new TextEncoder().encode('你好'))
      expect((await accepted.recv()).length).toBe(6)
      await Promise.all([client.close(), accepted.recv().then(() => accepted.close())])
      await client.closed
      await capture.stop()
      await server.close()

      const [connection, ...others] = traceConnections(packets)
      expect(others).toEqual([])
      expect(connection?.client.port).toBe(client.localAddress.port)
      const kinds = connection?.segments.map(({ kinds }) => kinds[0])
      expect(kinds?.slice(0, 3)).toEqual(['syn', 'syn-ack', 'handshake-ack'])
      expect(connection?.segments.filter(({ kinds }) => kinds.includes('fin'))).toHaveLength(2)
      expect(connection?.segments.flatMap(({ kinds }) => kinds)).not.toContain('copy')
      expect(Math.abs(Number(capture.startTime ?? 0n) / 1e6 - Date.now())).toBeLessThan(60_000)
      expect(capture.dropped).toBe(0)
    },
  )

  test('it can be tried', async () => {
    expect(tools.map(({ name }) => name)).toContain(await tryCapture())
  })

  test('an unknown interface and a wrong filter are told apart', async () => {
    for (const tool of tools) {
      const options = { filter: 'tcp port 1', tools: [tool], onPackets: () => undefined }
      await expect(captureLive({ ...options, interface: 'nope0' })).rejects.toMatchObject({
        code: 'SYNFIN_CAPTURE_INTERFACE',
      })
      expect((await failure([tool], 'tcp prt 1')).code).toBe('SYNFIN_CAPTURE_FILTER')
    }
  })
})
