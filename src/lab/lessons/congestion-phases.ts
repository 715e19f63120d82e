import type { LabSample } from '../types.ts'
import type { Exhibit } from './look.ts'
import type { Lesson } from './types.ts'

const PATH = 'path=delay 40ms&client=send 400k, close&server=recv end by 64k, close'

/** cwnd of the client in segments, with each packet it sent. */
function windows(it: Exhibit): { sample: LabSample; cwnd: number; ssthresh: number }[] {
  return it.run.samples.flatMap((sample) => {
    const { client } = sample
    if (client === undefined || client.snd.mss === 0) return []
    return [
      {
        sample,
        cwnd: Math.round(client.cwnd / client.snd.mss),
        ssthresh: Math.round(client.ssthresh / client.snd.mss),
      },
    ]
  })
}

/** The window before and after the first loss. */
function drop(it: Exhibit): { before: number; after: number } {
  const list = windows(it)
  const at = list.findIndex(({ ssthresh }) => Number.isFinite(ssthresh))
  const entry = list[at]
  if (entry === undefined) return { before: 0, after: 0 }
  it.citePacket(entry.sample.packet)
  return { before: Math.max(...list.slice(0, at).map(({ cwnd }) => cwnd)), after: entry.ssthresh }
}

/** The four algorithms of congestion control. */
export const congestionPhases: Lesson = {
  id: 'congestion-phases',
  title: { en: 'The four algorithms of congestion control', zh: '拥塞控制的四个算法' },
  question: {
    en: 'One segment is lost, and duplicate ACKs report it. What becomes of cwnd?',
    zh: '一个报文段丢失，重复确认报告了它。cwnd 会怎样？',
  },
  choices: [
    { en: 'it falls to 1', zh: '降到 1' },
    {
      en: 'it becomes about half (Reno), or 0.7 of it (CUBIC)',
      zh: '降到约一半（Reno），或 0.7 倍（CUBIC）',
    },
    { en: 'it stays', zh: '不变' },
  ],
  answer: 1,
  because: {
    en: 'Duplicate ACKs show that segments still get through: fast recovery only slows down. A time-out shows nothing: then cwnd begins at 1.',
    zh: '重复确认说明报文段仍在到达：快速恢复只是减速。超时则什么也不知道：cwnd 从 1 重新开始。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'Reno, one loss', zh: 'Reno，丢一个' },
      link: `client.congestionControl=reno&${PATH}&lose=client.60`,
    },
    {
      id: 'cubic',
      title: { en: 'CUBIC, one loss', zh: 'CUBIC，丢一个' },
      link: `client.congestionControl=cubic&${PATH}&lose=client.60`,
    },
    {
      id: 'textbook',
      title: { en: 'Reno, initial window 1', zh: 'Reno，初始窗口 1' },
      link: `client.congestionControl=reno&client.initialWindow=1&${PATH}`,
    },
  ],
  words:
    '慢启动 「慢开始」 拥塞避免 快速重传 快速恢复 「快恢复」 cwnd ssthresh Reno CUBIC IW10 slow start congestion avoidance fast recovery',
  asks: [
    {
      en: 'What are slow start, congestion avoidance, fast retransmit and fast recovery?',
      zh: '慢启动、拥塞避免、快速重传、快速恢复分别是什么？',
    },
    { en: 'What happens to cwnd at a loss and at a time-out?', zh: '丢包和超时时 cwnd 怎样变化？' },
  ],
  interview: {
    en: 'Slow start: cwnd doubles each round trip up to ssthresh. Avoidance: then one segment per round trip. Three duplicate ACKs: fast retransmit, ssthresh = half, fast recovery goes on from there. Time-out: cwnd = 1, slow start.',
    zh: '慢启动：每个往返 cwnd 翻倍，直到 ssthresh。拥塞避免：之后每个往返加一个报文段。三个重复确认：快速重传，ssthresh 减半，快速恢复后从那里继续。超时：cwnd = 1，重新慢启动。',
  },
  textbook: {
    en: 'cwnd begins at 1 and is halved. Today it begins at 10 (RFC 6928), and Linux uses CUBIC, which keeps 0.7 and grows by time, not by one per round trip.',
    zh: '教科书说 cwnd 从 1 开始，丢包减半。现在从 10 开始（RFC 6928），Linux 用 CUBIC：保留 0.7 倍，并按时间增长，而不是每个往返加一。',
  },
  prose: [
    {
      en: 'All of it is about the path (拥塞), not about a blocked call (阻塞), and not about the receiver’s buffer (flow control).',
      zh: '这些都针对路径的拥塞，与调用的阻塞无关，也与接收方的缓冲区（流量控制）无关。',
    },
  ],
  claims: [
    {
      says: {
        en: 'Slow start with the textbook’s window: cwnd, in segments, was {windows} when a new round trip began.',
        zh: '按教科书的初始窗口慢启动：每个新的往返开始时，以报文段计，cwnd 为 {windows}。',
      },
      check(look) {
        const it = look.at('textbook')
        const list = windows(it)
        const first = it.one('client', 'data')
        const at = [0, 1, 2, 3].map((round) => {
          const time = first.time + round * 80_000_000
          const entry = list.find(({ sample }) => sample.time >= time && sample.packet >= first.packet)
          if (entry !== undefined) it.citePacket(entry.sample.packet)
          return entry?.cwnd ?? 0
        })
        look.that(
          at.every((cwnd, index) => index === 0 || cwnd > (at[index - 1] ?? 0)),
          `they were ${at.join()}`,
        )
        look.that(at[0] === 1, `it began at ${at[0]}`)
        return { windows: at.map(String) }
      },
    },
    {
      says: {
        en: 'A loss with Reno: cwnd, in segments, from {before} to {after}, half.',
        zh: 'Reno 丢包：cwnd（以报文段计）从 {before} 降到 {after}，一半。',
      },
      check(look) {
        const { before, after } = drop(look.at())
        look.that(Math.abs(after / before - 0.5) < 0.05, `from ${before} to ${after}`)
        return { before, after }
      },
    },
    {
      says: {
        en: 'A loss with CUBIC: from {before} to {after}, 0.7 of it.',
        zh: 'CUBIC 丢包：从 {before} 降到 {after}，0.7 倍。',
      },
      check(look) {
        const { before, after } = drop(look.at('cubic'))
        look.that(Math.abs(after / before - 0.7) < 0.06, `from ${before} to ${after}`)
        return { before, after }
      },
    },
  ],
}
