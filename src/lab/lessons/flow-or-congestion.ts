import type { Exhibit } from './look.ts'
import type { Lesson } from './types.ts'

/** The most that was in flight, and the smallest of each limit once data flowed. */
function limits(it: Exhibit): { flight: number; window: number; cwnd: number } {
  const client = it.run.samples.flatMap((sample) =>
    sample.client?.snd.wnd === undefined ? [] : [sample.client],
  )
  const sending = client.filter(({ bytesInFlight, state }) => bytesInFlight > 0 && state === 'ESTABLISHED')
  return {
    flight: Math.max(0, ...sending.map(({ bytesInFlight }) => bytesInFlight)),
    window: Math.max(0, ...sending.map(({ snd }) => snd.wnd)),
    cwnd: Math.min(...sending.map(({ cwnd }) => cwnd)),
  }
}

/** Flow control against congestion control. */
export const flowOrCongestion: Lesson = {
  id: 'flow-or-congestion',
  title: { en: 'Flow control and congestion control', zh: '流量控制与拥塞控制的区别' },
  question: {
    en: 'A sender stops because the receiver’s buffer is full, another because the path is. Which number tells them apart?',
    zh: '一个发送方因为接收缓冲区满而停下，另一个因为路径满。哪个数能区分它们？',
  },
  choices: [
    {
      en: 'the receive window, which is in every segment; cwnd is in none',
      zh: '接收窗口写在每个报文段里；cwnd 不写在任何包里',
    },
    { en: 'both stand in the header', zh: '两个都在首部里' },
    { en: 'they are the same number', zh: '它们是同一个数' },
  ],
  answer: 0,
  because: {
    en: 'The receiver knows its buffer and tells. Nobody knows the path: the sender guesses, and keeps its guess to itself.',
    zh: '接收方知道自己的缓冲区，就告诉对方。没有谁知道路径的能力：发送方只能估计，估计值自己留着。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'A slow reader (flow control)', zh: '读得慢（流量控制）' },
      link: 'client=send 200k, close&server=recv end by 1k every 1ms, close&server.receiveBuffer=8k',
    },
    {
      id: 'path',
      title: { en: 'A path of 5 Mbit/s (congestion control)', zh: '5 Mbit/s 的路径（拥塞控制）' },
      link: 'forward=delay 20ms rate 5mbit limit 10&back=delay 20ms&client=send 500k, close&server=recv end by 64k, close',
    },
  ],
  words:
    '流量控制 拥塞控制 区别 滑动窗口 接收窗口 拥塞窗口 cwnd rwnd flow control congestion control sliding window difference',
  asks: [
    { en: 'How do flow control and congestion control differ?', zh: '流量控制和拥塞控制有什么区别？' },
    { en: 'How much may a sender send?', zh: '发送窗口由什么决定？' },
  ],
  interview: {
    en: 'Flow control spares the receiver (rwnd, told in each ACK); congestion control spares the path (cwnd, the sender’s own guess). In flight is at most the smaller: min(rwnd, cwnd).',
    zh: '流量控制保护接收方（rwnd，每个确认都会告知）；拥塞控制保护路径（cwnd，发送方自己的估计）。在途数据不超过两者中较小的：min(rwnd, cwnd)。',
  },
  prose: [
    {
      en: 'In a capture: window 0 means a slow program at the receiver; losses with an open window mean the path.',
      zh: '抓包时：窗口为 0 说明接收方的程序慢；窗口很大却丢包，问题在路径。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The slow reader: at most {flight|# byte|# bytes} were in flight, within a window of {window|#}, although cwnd would have allowed {cwnd|#}; nothing was lost.',
        zh: '读得慢：在途最多 {flight|#} 字节，受接收窗口 {window|#} 限制，而 cwnd 允许 {cwnd|#}；没有丢包。',
      },
      check(look) {
        const it = look.at()
        const { flight, window, cwnd } = limits(it)
        it.one('server', 'ACK')
        look.that(flight <= window && window < cwnd, `${flight}, ${window}, ${cwnd}`)
        look.that(
          it.trace.segments.every(({ fate }) => fate !== 'lost'),
          'something was lost',
        )
        return { flight, window, cwnd }
      },
    },
    {
      says: {
        en: 'The slow path: {lost|# packet|# packets} lost, cwnd fell to {cwnd|#}, far below the window of {window|#}.',
        zh: '路径慢：丢失 {lost|#} 个包，cwnd 降到 {cwnd|#}，远小于接收窗口 {window|#}。',
      },
      check(look) {
        const it = look.at('path')
        const { window, cwnd } = limits(it)
        const lost = it.trace.segments.filter(({ fate }) => fate === 'lost')
        it.cite(...lost.slice(0, 3))
        look.that(lost.length > 0 && cwnd < window, `${lost.length} lost, ${cwnd}, ${window}`)
        return { lost: lost.length, cwnd, window }
      },
    },
  ],
}
