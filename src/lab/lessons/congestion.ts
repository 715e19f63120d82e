import type { TracedSegment } from '../../trace/index.ts'
import type { Exhibit } from './look.ts'
import type { Lesson } from './types.ts'

/** Congestion control: slow start, and what a loss does. */
export const congestion: Lesson = {
  id: 'congestion',
  title: { en: 'Congestion control', zh: '拥塞控制' },
  question: {
    en: 'A fresh connection may send 1,000,000 bytes, and the receiver has room for it. How much does the sender put on the way at first?',
    zh: '新建的连接要发送 1,000,000 字节，接收方也有足够的空间。发送方一开始会让多少数据在途？',
  },
  choices: [
    { en: 'all of it', zh: '全部' },
    { en: 'a few segments, then twice as many in each round trip', zh: '几个报文段，之后每个往返翻一倍' },
    { en: 'one segment at a time', zh: '每次一个报文段' },
  ],
  answer: 1,
  because: {
    en: 'Nobody knows what the path can carry. The sender feels its way: slow start doubles the congestion window per round trip, a loss makes it smaller.',
    zh: '谁也不知道路径能承受多少。发送方逐步试探：慢启动每个往返把拥塞窗口翻倍，丢包则让它变小。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'A wide path', zh: '高带宽路径' },
      link: 'path=delay 50ms&client=send 300k, close&server=recv end by 64k, close',
    },
    {
      id: 'narrow',
      title: {
        en: 'A narrow path: 5 Mbit/s, a queue of 20 packets',
        zh: '低带宽路径：5 Mbit/s，队列 20 个包',
      },
      link: 'forward=delay 25ms rate 5mbit limit 20&back=delay 25ms&client=send 1000000, close&server=recv end by 64k, close',
    },
  ],
  words:
    '拥塞控制 慢启动 「慢开始」 初始窗口 cwnd ssthresh slow start congestion control IW10 CUBIC 「阻塞控制」',
  asks: [
    { en: 'How does slow start work?', zh: '慢启动是怎样的？' },
    { en: 'Is it congestion control or blocking control?', zh: '是拥塞控制还是「阻塞控制」？' },
  ],
  interview: {
    en: 'The sender begins with 10 segments, doubles each round trip, and slows down at a loss: congestion (拥塞) is of the path, blocking (阻塞) of a call.',
    zh: '发送方从 10 个报文段开始，每个往返翻倍，丢包就减速；拥塞说的是路径，阻塞说的是调用。',
  },
  prose: [
    {
      en: 'The congestion window (cwnd) is the sender’s own limit; it is on no packet. What may be under way is the smaller of cwnd and the peer’s window.',
      zh: '拥塞窗口（cwnd）是发送方给自己定的上限，不写在任何包里。在途数据不超过 cwnd 和对方窗口中较小的一个。',
    },
    {
      en: 'On the narrow path the queue fills, packets are lost, and the sender takes back its window: so that many can share one path.',
      zh: '在低带宽路径上队列会满，包会丢失，发送方就缩小窗口：这样大家才能共用一条路径。',
    },
  ],
  loose: {
    en: '“Slow start is slow” is loose: it doubles with every round trip, which is exponential. “Slow” is where it begins: a few segments, not everything at once.',
    zh: '“慢启动很慢”不严谨：每个往返翻倍，是指数增长。“慢”指起点小：不是一开始就全部发出。',
  },
  claims: [
    {
      says: {
        en: 'The first flight had {first|# segment|# segments}, the second {second|#}, the third {third|#}: it about doubled.',
        zh: '第一批发出 {first|#} 个报文段，第二批 {second|#} 个，第三批 {third|#} 个：大约翻倍。',
      },
      check(look) {
        const it = look.at()
        const [first = [], second = [], third = []] = flights(it)
        it.cite(...[first[0], second[0], third[0]].filter((one) => one !== undefined))
        look.that(first.length >= 2 && first.length <= 20, `the first flight had ${first.length}`)
        look.that(
          second.length >= 1.5 * first.length && third.length >= 1.5 * second.length,
          `they had ${first.length}, ${second.length} and ${third.length}`,
        )
        return { first: first.length, second: second.length, third: third.length }
      },
    },
    {
      says: {
        en: 'The receiver had room for {window|# byte|# bytes}, the first flight was {bytes|#}: the sender held back by itself.',
        zh: '接收窗口有 {window|#} 字节，第一批只有 {bytes|#}：是发送方自己克制。',
      },
      check(look) {
        const it = look.at()
        const [first = []] = flights(it)
        const offered = it.one('server', 'SYN-ACK').window
        const bytes = first.reduce((sum, { length }) => sum + length, 0)
        look.that(bytes < offered / 2, `the first flight had ${bytes} of ${offered} bytes`)
        return { window: offered, bytes }
      },
    },
    {
      says: {
        en: 'On the narrow path {lost|# packet|# packets} {lost|was|were} lost in the full queue; cwnd went down from {before|#} to {after|# byte|# bytes}.',
        zh: '在低带宽路径上，队列满时丢失了 {lost|#} 个包；cwnd 从 {before|#} 字节降到 {after|#} 字节。',
      },
      check(look) {
        const it = look.at('narrow')
        const lost = it.trace.segments.filter(({ why }) => why === 'queue')
        look.that(lost.length > 0, 'nothing was lost')
        const [first] = lost
        if (first !== undefined) it.cite(first)
        const samples = it.run.samples.filter(({ time }) => time >= (first?.time ?? 0))
        const before = Math.max(
          ...it.run.samples
            .filter(({ time }) => time <= (first?.time ?? 0))
            .map(({ client }) => client?.cwnd ?? 0),
        )
        const after = Math.min(...samples.map(({ client }) => client?.cwnd ?? Infinity))
        look.that(after < 0.8 * before, `it was ${before} and then at least ${after}`)
        return { lost: lost.length, before: Math.round(before), after: Math.round(after) }
      },
    },
    {
      says: {
        en: 'All {bytes|# byte|# bytes} arrived on both paths.',
        zh: '两条路径上 {bytes|#} 字节都全部到达。',
      },
      check(look) {
        const [wide, narrow] = [
          look.at().run.ends.server.received,
          look.at('narrow').run.ends.server.received,
        ]
        look.at('narrow').one('client', 'FIN')
        look.that(
          wide.length === 307_200 && narrow.length === 1_000_000,
          `${wide.length} and ${narrow.length} arrived`,
        )
        return { bytes: `${wide.length}, ${narrow.length}` }
      },
    },
  ],
}

/** The client's data in bursts: a silence of a quarter of a round trip parts two. */
function flights(it: Exhibit): TracedSegment[][] {
  const list: TracedSegment[][] = []
  const quiet = 25_000_000
  let last = -Infinity
  for (const segment of it.all('client', 'data')) {
    if (segment.time - last > quiet) list.push([])
    list.at(-1)?.push(segment)
    last = segment.time
  }
  return list
}
