import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** The receive window. */
export const window: Lesson = {
  id: 'window',
  title: {
    en: 'Sliding window and flow control: the receiver sets the pace',
    zh: '滑动窗口与流量控制：由接收方控制速度',
  },
  question: {
    en: 'A server stops reading while a client sends 20,000 bytes. What happens to the bytes for which there is no room?',
    zh: '客户端发送 20,000 字节时，服务器停止读取。接收缓冲区放不下的字节会怎样？',
  },
  choices: [
    { en: 'the server drops them', zh: '服务器丢弃它们' },
    { en: 'the client does not send them until there is room', zh: '客户端先不发送，等窗口打开' },
    { en: 'the connection is reset', zh: '连接被重置' },
  ],
  answer: 1,
  because: {
    en: 'Every segment says how many bytes its sender has room for: the receive window. The peer keeps to it; a window probe alone may carry one byte beyond.',
    zh: '每个报文段都告诉对方自己的接收缓冲区还能放多少字节：这就是接收窗口。对方不会超出它发送；只有窗口探测可以多带一个字节。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server reads after 300 ms', zh: '服务器 300 ms 后才读' },
      link: 'client=send 20000, close&server=wait 300ms, recv end, close&client.timestamps=off&server.windowScaling=off&server.receiveBuffer=5840',
    },
  ],
  words:
    '滑动窗口 流量控制 接收窗口 零窗口 窗口探测 sliding window flow control receive window zero window probe',
  asks: [
    { en: 'What is the sliding window?', zh: '什么是滑动窗口？' },
    { en: 'How does flow control work?', zh: '流量控制怎样工作？' },
    { en: 'What happens when the window is 0?', zh: '接收窗口为 0 时会怎样？' },
  ],
  interview: {
    en: 'Every ACK says how much the receiver can take; the sender stays within it and probes when it is 0.',
    zh: '每个确认都带着接收方还能接收多少；发送方不超出，窗口为 0 时用窗口探测询问。',
  },
  prose: [
    {
      en: 'The window protects the receiver. It is not the congestion window, by which a sender spares the path.',
      zh: '窗口保护接收方。它不是拥塞窗口：拥塞窗口是发送方为了不压垮路径而设的。',
    },
    {
      en: 'When the window is 0, the sender asks now and then with a window probe, in case the update was lost.',
      zh: '窗口为 0 时，发送方会不时发窗口探测，以防窗口更新丢失。',
    },
  ],
  loose: {
    en: '“send() blocks when the window is closed” is loose: it blocks only once the own send buffer is full. Here close() returned long before.',
    zh: '“窗口关闭时 send() 会阻塞”不严谨：只有自己的发送缓冲区满了才会。这里 close() 早就返回了。',
  },
  claims: [
    {
      says: {
        en: 'The server offered a window of 0 although {left|# byte|# bytes} {left|was|were} still to come, and the client stopped.',
        zh: '还有 {left|#} 字节没发，服务器给出的窗口就成了 0，客户端停止发送。',
      },
      check(look) {
        const it = look.at()
        const zero = it.all('server', 'ACK').find((ack) => ack.window === 0)
        look.that(zero !== undefined, 'the window was never 0')
        if (zero === undefined) return {}
        it.cite(zero)
        const left = 20_000 + 1 - zero.relAck
        look.that(left > 0, 'nothing was left to send')
        return { left }
      },
    },
    {
      says: {
        en: 'Probes apart, no segment went beyond the window: {count|# segment|# segments} checked.',
        zh: '除窗口探测外，没有报文段超出窗口：检查了 {count|#} 个报文段。',
      },
      check(look) {
        const it = look.at()
        let edge = 0
        let count = 0
        for (const data of it.trace.segments) {
          if (data.from !== 'client' || data.length === 0 || data.kinds.includes('zero-window-probe'))
            continue
          for (const ack of it.trace.segments) {
            if (ack.from === 'server' && (ack.arrival ?? Infinity) <= data.time)
              edge = Math.max(edge, ack.relAck + ack.window)
          }
          look.that(data.relSeq + data.length <= edge, `byte ${data.relSeq + data.length} is beyond ${edge}`)
          count++
        }
        look.that(count > 5, 'hardly any data was sent')
        return { count }
      },
    },
    {
      says: {
        en: 'For {time} ms the client sent no data; a window update set it going again.',
        zh: '客户端有 {time} ms 没有发送数据；一个窗口更新让它继续。',
      },
      check(look) {
        const it = look.at()
        const zero = it.all('server', 'ACK').find((ack) => ack.window === 0)
        const open = it
          .all('server', 'ACK')
          .find((ack) => zero !== undefined && ack.time > zero.time && ack.window > 0)
        look.that(zero !== undefined && open !== undefined, 'the window did not open again')
        if (zero === undefined || open === undefined) return {}
        const next = it.all('client', 'data').find((data) => data.time >= (open.arrival ?? 0))
        look.that(next !== undefined, 'no data came behind it')
        if (next !== undefined) it.cite(open, next)
        const inBetween = it.trace.segments.some(
          ({ from, time, length, kinds }) =>
            from === 'client' &&
            length > 0 &&
            !kinds.includes('zero-window-probe') &&
            time > (zero.arrival ?? 0) &&
            time < (open.arrival ?? 0),
        )
        look.that(!inBetween, 'data was sent in between')
        return { time: ms((next?.time ?? 0) - (zero.arrival ?? 0)) }
      },
    },
    {
      says: {
        en: 'Nothing was lost: all {bytes|# byte|# bytes} arrived.',
        zh: '没有丢失任何数据：{bytes|#} 字节全部到达。',
      },
      check(look) {
        const it = look.at()
        const bytes = it.run.ends.server.received.length
        it.one('client', 'FIN')
        look.that(bytes === 20_000, `${bytes} bytes arrived`)
        return { bytes }
      },
    },
  ],
}
