/** Each finding where it is to be found, and the like of it where it is not. */
import { describe, expect, it } from 'vitest'
import { ACK, buildPacket, FIN, IpAddress, RST, SYN } from '../wire/index.ts'
import type { CapturedPacket } from '../capture/index.ts'
import { Talk } from '../trace/testing/talk.ts'
import { Tracker } from '../trace/index.ts'
import { diagnose, explainFinding, findingEvent, FINDINGS, type Finding } from './index.ts'

function found(packets: readonly CapturedPacket[]): Finding[] {
  const tracker = new Tracker()
  for (const packet of packets) tracker.push(packet)
  tracker.end()
  return diagnose({ connections: tracker.connections, others: tracker.others, packets }).filter(
    ({ id }) => id !== 'capture-point',
  )
}

const brief = ({ id, side, confidence }: Finding): string => `${id} ${side} ${confidence}`

/** The handshake as a tap sees it that is `there` ms from the server and `here` ms from the client, there and back. */
function opened(there = 20, here = 0.1): Talk {
  const both = { mss: 1_460, windowScale: 7, sackPermitted: true }
  return new Talk()
    .add('client', 0, { flags: SYN, ...both, window: 64_240 })
    .add('server', there, { flags: SYN | ACK, ...both, window: 65_160 })
    .add('client', there + here, { window: 502 })
}

const syn = { flags: SYN, seq: 0, mss: 1_460 }
const synAck = { flags: SYN | ACK, seq: 0, ack: 1, mss: 1_460 }

const cases: readonly { readonly what: string; readonly talk: Talk; readonly is: readonly string[] }[] = [
  {
    what: 'three SYNs without an answer',
    talk: new Talk().add('client', 0, syn).add('client', 1_000, syn).add('client', 3_000, syn),
    is: ['no-answer path certain'],
  },
  {
    what: 'a SYN that was only just sent',
    talk: new Talk().add('client', 0, syn),
    is: ['no-answer path possible'],
  },
  {
    what: 'a RST for an answer',
    talk: new Talk().add('client', 0, syn).add('server', 1, { flags: RST | ACK, seq: 0, ack: 1 }),
    is: ['refused server certain'],
  },
  {
    what: 'the second of two SYNs answered',
    talk: new Talk()
      .add('client', 0, syn)
      .add('client', 1_000, syn)
      .add('server', 1_020, synAck)
      .add('client', 1_020.1, {}),
    is: ['syn-lost path likely'],
  },
  {
    what: 'a SYN-ACK repeated although the third segment had come',
    talk: opened(0.1, 20)
      .add('server', 1_020, { ...synAck, window: 65_160 })
      .ack('client', 1_040)
      .add('server', 3_020, { ...synAck, window: 65_160 })
      .ack('client', 3_040),
    is: ['accept-stalled server certain'],
  },
  {
    what: 'two different answers to one SYN',
    talk: ((): Talk => {
      const talk = new Talk().add('client', 0, syn).add('server', 10, synAck)
      talk.iss.server = 99_000
      talk.add('server', 10.5, synAck)
      talk.iss.server = 5_000
      return talk.add('client', 11, { ack: 1 })
    })(),
    is: ['conflicting-syn-ack path likely'],
  },
  {
    what: 'a program that takes a second to answer',
    talk: opened()
      .data('client', 30, 200)
      .ack('server', 50)
      .data('server', 1_050, 500)
      .ack('client', 1_050.1),
    is: ['slow-server server certain'],
  },
  {
    what: 'an answer after a round trip',
    talk: opened().data('client', 30, 200).data('server', 55, 500).ack('client', 55.1),
    is: [],
  },
  {
    what: 'a client that thinks before it asks',
    talk: opened().data('client', 900, 200).data('server', 925, 500).ack('client', 925.1),
    is: ['slow-client client certain'],
  },
  { what: 'a long way', talk: opened(600), is: ['high-rtt path certain'] },
  {
    what: 'a sender that pauses',
    talk: opened().data('server', 30, 500).ack('client', 30.1).data('server', 900, 500).ack('client', 900.1),
    is: ['application-limited server certain'],
  },
  {
    what: 'a segment that SACK reports missing',
    talk: opened()
      .data('client', 30, 1_000)
      .data('client', 30.1, 1_000)
      .data('client', 30.2, 1_000)
      .data('client', 30.3, 1_000)
      .ack('server', 50, { ack: 1, sack: [[1_001, 2_001]] })
      .ack('server', 50.1, { ack: 1, sack: [[1_001, 3_001]] })
      .ack('server', 50.2, { ack: 1, sack: [[1_001, 4_001]] })
      .data('client', 50.3, 1_000, { seq: 1 })
      .ack('server', 70),
    is: ['loss path certain'],
  },
  {
    what: 'a segment that was overtaken',
    talk: opened()
      .data('server', 30, 1_000, { seq: 1, id: 2_001 })
      .data('server', 30.1, 1_000, { seq: 2_001, id: 2_003 })
      .data('server', 30.4, 1_000, { seq: 1_001, id: 2_002 })
      .ack('client', 30.5, { ack: 3_001 }),
    is: ['reordering path certain'],
  },
  {
    what: 'a time-out',
    talk: opened()
      .data('client', 30, 1_000)
      .data('client', 30.1, 1_000)
      .ack('server', 50, { ack: 1_001 })
      .data('client', 460, 1_000, { seq: 1_001 })
      .data('client', 460.1, 500)
      .ack('server', 480),
    is: ['rto path certain'],
  },
  {
    what: 'a line that is cut and comes back',
    talk: opened()
      .data('client', 30, 1_000)
      .data('client', 460, 1_000, { seq: 1 })
      .data('client', 900, 1_000, { seq: 1 })
      .data('client', 1_800, 1_000, { seq: 1 })
      .ack('server', 1_820),
    is: ['blackout path certain'],
  },
  {
    what: 'full segments that never pass, and small ones that do',
    talk: opened()
      .data('client', 30, 300)
      .ack('server', 50)
      .data('client', 60, 1_460)
      .data('client', 300, 1_460, { seq: 301 })
      .data('client', 760, 1_460, { seq: 301 })
      .data('client', 1_700, 512, { seq: 301 })
      .ack('server', 1_720, { ack: 813 }),
    is: ['mtu-black-hole path likely'],
  },
  {
    what: 'bytes that come after the FIN',
    talk: opened()
      .fin('client', 30)
      .ack('server', 50)
      .data('server', 60, 700)
      .add('client', 60.1, { flags: RST, seq: 2 }),
    is: ['reset-after-close client certain'],
  },
  {
    what: 'a RST of a server that has answered',
    talk: opened()
      .data('client', 30, 100)
      .data('server', 52, 100)
      .ack('client', 52.1)
      .add('server', 80, { flags: RST | ACK }),
    is: ['reset-by-program server likely'],
  },
  {
    what: 'a RST of one that has forgotten',
    talk: opened()
      .data('client', 30, 100)
      .data('server', 52, 100)
      .ack('client', 52.1)
      .data('client', 9_000, 100)
      .add('server', 9_020, { flags: RST }),
    is: ['half-open server likely', 'slow-client client certain'],
  },
  {
    what: 'a client that does not want to wait any more',
    talk: opened()
      .data('client', 30, 100)
      .data('server', 52, 100)
      .ack('client', 52.1)
      .data('client', 60, 100)
      .ack('server', 80)
      .fin('client', 3_060)
      .ack('server', 3_080)
      .fin('server', 3_081)
      .ack('client', 3_081.1),
    is: ['abandoned server likely'],
  },
  {
    what: 'a FIN that the other program never answers',
    talk: ((): Talk => {
      const talk = opened().fin('client', 30).ack('server', 50)
      const later = new Talk(undefined, false, 40_001).open(30_000, 20)
      talk.packets.push(...later.packets)
      return talk
    })(),
    is: ['fin-unanswered server likely'],
  },
  {
    what: 'keep-alives that are answered',
    talk: opened()
      .data('client', 30, 10)
      .ack('server', 50)
      .add('client', 60_000, { seq: 10, window: 502 })
      .ack('server', 60_020),
    is: ['keep-alive client certain'],
  },
  {
    what: 'a tap that sees one direction',
    talk: new Talk()
      .add('client', 0, syn)
      .add('client', 20, { seq: 1, ack: 1 })
      .data('client', 30, 100, { seq: 1, ack: 1 }),
    is: ['one-direction capture certain'],
  },
  {
    what: 'segments larger than the network carries',
    talk: opened().data('client', 30, 14_600).ack('server', 50),
    is: ['segmentation-offload capture certain'],
  },
  {
    what: 'a whole conversation without trouble',
    talk: opened()
      .data('client', 30, 200)
      .data('server', 52, 1_460)
      .data('server', 52.1, 900)
      .ack('client', 52.2)
      .fin('client', 60)
      .fin('server', 80)
      .ack('client', 80.1),
    is: [],
  },
]

describe('a finding', () => {
  it.each(cases)('of $what', ({ talk, is }) => {
    expect(found(talk.packets).map(brief)).toEqual(is)
  })

  it('of ICMP belongs to the connection that it quotes', () => {
    const talk = new Talk().add('client', 0, syn)
    const at = (last: number): IpAddress => new IpAddress(Uint8Array.of(10, 0, 0, last))
    const body = talk.packets[0]?.bytes.subarray(0, 28) ?? new Uint8Array()
    const icmp = { kind: 'unreachable', reason: 'prohibited', body } as const
    talk.packets.push({ time: 5_000_000, bytes: buildPacket({ source: at(254), destination: at(1), icmp }) })
    const [finding, ...more] = found(talk.packets)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ id: 'icmp-unreachable', confidence: 'certain', frames: [1, 2] })
    expect(finding?.values).toMatchObject({ router: '10.0.0.254', reason: 'prohibited' })
  })

  it('of marks for congestion counts them', () => {
    const talk = opened().data('server', 30, 1_000)
    const bytes = talk.packets.at(-1)?.bytes
    if (bytes !== undefined) bytes[1] = 3
    expect(found(talk.ack('client', 30.1).packets).map(brief)).toEqual(['ecn-marked path certain'])
  })

  it('is one of those that have a family and a gravity, and says all its values in both languages', () => {
    for (const { talk } of cases) {
      for (const finding of found(talk.packets)) {
        expect(FINDINGS).toHaveProperty(finding.id)
        expect(finding.frames.length).toBeGreaterThan(0)
        expect(finding.cost).toBeGreaterThanOrEqual(0)
        expect(finding.end).toBeGreaterThanOrEqual(finding.start)
        for (const lang of ['en', 'zh'] as const)
          expect(explainFinding(finding, lang)).not.toMatch(/[{}]|undefined|NaN/)
      }
    }
  })

  it('as JSON is plain, with its sentence and what would help', () => {
    const talk = new Talk().add('client', 0, syn).add('server', 1, { flags: RST | ACK, seq: 0, ack: 1 })
    const events = found(talk.packets).map((finding) => findingEvent(finding, 'en'))
    expect(events).toEqual([
      {
        v: 2,
        type: 'finding',
        time: 0,
        id: 'refused',
        family: 'opening',
        severity: 'error',
        connection: 0,
        side: 'server',
        confidence: 'certain',
        start: 0,
        end: 1_000_000,
        cost: 1_000_000,
        frames: [1, 2],
        values: { port: '80' },
        message: expect.stringContaining('nobody listens on port 80') as string,
        remedy: expect.stringContaining('ss -lnt') as string,
        lesson: 'reset',
      },
    ])
  })

  it('never throws on what no sender would send', () => {
    const odd = new Talk()
      .add('server', 0, { flags: FIN | RST, seq: 7 })
      .add('client', 0, { flags: SYN | FIN, seq: 0 })
    odd.add('client', 0, { flags: 0, payload: 9 }).add('server', -5, { flags: SYN | RST | ACK })
    expect(() => found(odd.packets)).not.toThrow()
    expect(diagnose({ connections: [] })).toEqual([])
  })
})
