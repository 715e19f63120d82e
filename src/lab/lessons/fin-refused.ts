import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** A FIN cannot be refused. */
export const finRefused: Lesson = {
  id: 'fin-refused',
  title: { en: 'A FIN cannot be refused', zh: 'FIN 不能拒绝：ACK 只表示收到' },
  question: {
    en: 'The server is busy and does not call recv(). The client’s FIN comes. Who answers it?',
    zh: '服务器忙着，没有调用 recv()。客户端的 FIN 到了。谁来应答？',
  },
  choices: [
    { en: 'the server’s program, once it agrees', zh: '服务器程序同意之后应答' },
    { en: 'the server’s host, by itself', zh: '服务器主机自行应答' },
    { en: 'nobody before the program reads', zh: '程序读取之前没有谁应答' },
  ],
  answer: 1,
  because: {
    en: 'An ACK says: received up to here. No program is asked, none can say no. The server may go on sending, for its own direction is its own.',
    zh: 'ACK 只表示：到此为止都收到了。没有哪个程序被询问，也没有哪个能拒绝。服务器可以继续发送，自己的方向由自己决定。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server goes on sending, and reads late', zh: '服务器继续发送，很晚才读' },
      link: "client=send 'hello', shutdown, recv end, close&server=wait 100ms, send 'data' x5 every 100ms, recv end, close",
    },
  ],
  words: 'FIN ACK 同意关闭 拒绝 全双工 full duplex refuse',
  asks: [
    { en: 'Does the ACK of a FIN agree to the close?', zh: '挥手时的 ACK 是“同意关闭”吗？' },
    { en: 'Can a server refuse a FIN?', zh: '服务器能拒绝对方的 FIN 吗？' },
  ],
  interview: {
    en: 'The ACK of a FIN only says that it was received; the kernel sends it, the program is not asked. What the program decides is when its own FIN goes.',
    zh: '对 FIN 的 ACK 只表示收到，由内核发出，不询问程序。程序能决定的是自己的 FIN 何时发出。',
  },
  prose: [
    {
      en: 'TCP is full duplex: two directions, each ended by its own sender. That is why a close has two halves.',
      zh: 'TCP 是全双工的：两个方向各由自己的发送方结束。所以关闭分成两半。',
    },
  ],
  loose: {
    en: '“The server’s ACK agrees to the close” is loose: it agrees to nothing. It says that the FIN has arrived.',
    zh: '“服务器的 ACK 表示同意关闭”不严谨：它不表示同意，只表示 FIN 已收到。',
  },
  claims: [
    {
      says: {
        en: 'The FIN was acknowledged {ack} ms after it came; the program first called recv() {read} ms after it.',
        zh: 'FIN 到达 {ack} ms 后得到确认；程序在它到达 {read} ms 后才第一次调用 recv()。',
      },
      check(look) {
        const it = look.at()
        const fin = it.one('client', 'FIN')
        const arrival = fin.arrival ?? 0
        const ack = it.trace.segments.find(
          ({ from, relAck }) => from === 'server' && relAck === fin.relSeq + fin.length + 1,
        )
        look.that(ack !== undefined, 'it was not acknowledged')
        if (ack === undefined) return {}
        it.cite(ack)
        const read = it.call('server', 'recv(')
        look.that(ack.time < read.time, 'the program read first')
        return { ack: ms(ack.time - arrival), read: ms(read.time - arrival) }
      },
    },
    {
      says: {
        en: 'After the FIN the server sent {count|# more segment|# more segments} of data, and its own FIN {time} ms after it.',
        zh: 'FIN 之后服务器又发送了 {count|#} 个数据报文段，{time} ms 后才发出自己的 FIN。',
      },
      check(look) {
        const it = look.at()
        const fin = it.one('client', 'FIN')
        const later = it.all('server', 'data').filter(({ time }) => time > (fin.arrival ?? 0))
        it.cite(...later.slice(0, 2))
        const own = it.one('server', 'FIN')
        look.that(later.length === 5, `it sent ${later.length}`)
        return { count: later.length, time: ms(own.time - (fin.arrival ?? 0)) }
      },
    },
  ],
}
