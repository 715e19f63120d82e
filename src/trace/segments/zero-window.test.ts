import { expect, it } from 'vitest'
import { sure, Talk } from '../testing/talk.ts'
import { explainConnection, traceConnections } from '../index.ts'

it('a program that does not read: for how long, and that its peer probes as Linux does, not keep-alives', () => {
  const talk = new Talk().open(0, 20)
  for (let i = 0; i < 4; i++) talk.data('server', 100 + i, 1_460)
  talk.ack('client', 120).data('server', 350, 896).ack('client', 351, { window: 0 })
  for (const ms of [620, 1_160, 2_240, 4_400, 8_720]) {
    talk.ack('server', ms, { seq: 6_736 }).ack('client', ms + 0.1, { window: 0 })
  }
  talk.ack('client', 11_470).data('server', 11_490, 1_460)
  const trace = sure(traceConnections(talk.packets)[0])
  const probes = trace.segments.filter(({ kinds }) => kinds.includes('zero-window-probe'))
  expect(probes.map(({ from }) => from)).toEqual(Array.from({ length: 5 }, () => 'server'))
  expect(trace.segments.some(({ kinds }) => kinds.includes('keep-alive'))).toBe(false)
  expect(trace.totals.client).toMatchObject({ zeroWindows: 6, zeroWindowTime: 11_119_000_000 })
  expect(trace.totals.server).toMatchObject({ windowProbes: 5, retransmittedSegments: 0 })
  const en = explainConnection(trace, 'en')
  expect(en).toContain(
    'The client had no room left for 11.1 s (zero window, in 6 of its segments): its program did not read fast enough.',
  )
  expect(en).toContain(
    'The server asked 5 times whether there was room again (window probes, not keep-alives).',
  )
  expect(explainConnection(trace, 'zh').join('')).toContain('客户端的接收窗口有 11.1 s 为 0（6 个报文段）')
})
