import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seconds } from '../src/base/index.ts'
import { Network, type TcpEndpoint } from '../src/net/index.ts'
import { Recorder, VirtualClock } from '../src/link/index.ts'
import { writePcapng } from '../src/capture/index.ts'
import { has } from './support/programs.ts'

/** A transfer of 40 kB over a bad path, as the pcapng file of its packets. */
function captureOf(seed: number, address: string): { file: Uint8Array; packets: number } {
  const clock = new VirtualClock()
  const network = new Network({ clock, seed })
  const client = network.host('client')
  const server = network.host('server')
  network.link(client, server, { path: 'delay 20ms 5ms distribution normal loss 5% duplicate 2% reorder 5%' })
  const recorder = new Recorder()
  network.tap(recorder)
  const listener = server.listenTcp({ local: { port: 80 } })
  const sink = new Uint8Array(65_536)
  const drain = (endpoint: TcpEndpoint): void => {
    endpoint.read(sink)
    if (endpoint.endOfStream) endpoint.close()
  }
  listener.onPending = () => {
    const endpoint = listener.accept()
    if (endpoint !== undefined) endpoint.onEvent = () => drain(endpoint)
  }
  const connection = client.openTcp({ remote: { address, port: 80 } })
  connection.onEvent = ({ type }) => {
    if (type !== 'established') return
    expect(connection.send(new Uint8Array(40_000).fill(65))).toBe(40_000)
    connection.close()
  }
  clock.runUntil(seconds(300))
  return { file: writePcapng(recorder.packets), packets: recorder.packets.length }
}

describe.each(['10.0.0.2', 'fd00::2'])('a run to %s', (address) => {
  it('gives the same pcapng for the same seed, and another for another', () => {
    const { file } = captureOf(7, address)
    expect(captureOf(7, address).file).toEqual(file)
    expect(captureOf(8, address).file).not.toEqual(file)
  })

  it.skipIf(!has('tshark'))('is read by tshark: every packet, every checksum', () => {
    const { file, packets } = captureOf(7, address)
    const folder = mkdtempSync(join(tmpdir(), 'synfin-'))
    try {
      const path = join(folder, 'run.pcapng')
      writeFileSync(path, file)
      const tshark = (...args: string[]): string[] => {
        const { stdout, status } = spawnSync('tshark', ['-r', path, ...args], { encoding: 'utf8' })
        expect(status).toBe(0)
        return stdout.split('\n').filter((line) => line !== '')
      }
      // What port 80 carries is no HTTP: tshark's reassembly of it would stumble over retransmissions.
      const checks = [
        '-o',
        'tcp.desegment_tcp_streams:FALSE',
        '-o',
        'tcp.check_checksum:TRUE',
        '-o',
        'ip.check_checksum:TRUE',
      ]
      expect(tshark('-T', 'fields', '-e', 'tcp.srcport')).toHaveLength(packets)
      expect(tshark(...checks, '-Y', 'tcp.checksum.status == 1')).toHaveLength(packets)
      expect(tshark(...checks, '-Y', 'ip.checksum.status == 0 or _ws.malformed')).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
