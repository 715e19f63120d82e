import { ACK } from '../../wire/index.ts'
import type { Lesson } from './types.ts'

/** The numbers of the handshake: the flag ACK and the number ack, and 101 for 100. */
export const numbers: Lesson = {
  id: 'numbers',
  title: {
    en: 'SYN 100, ack 101: the flag ACK and the number ack',
    zh: 'SYN 100，ack 101：标志位 ACK 与确认号 ack',
  },
  question: {
    en: 'The client’s SYN has seq 100, the server’s has seq 200. What stands in the third segment?',
    zh: '客户端的 SYN 的 seq 是 100，服务器的是 200。第三个报文段里写着什么？',
  },
  choices: [
    { en: 'seq 201, no ack', zh: 'seq 201，没有 ack' },
    { en: 'flag ACK, seq 101, ack 201', zh: '标志位 ACK，seq 101，ack 201' },
    { en: 'flag ACK, seq 100, ack 1001', zh: '标志位 ACK，seq 100，ack 1001' },
  ],
  answer: 1,
  because: {
    en: 'A SYN takes one number. So the server answers 100 with ack 101, the client’s own next number is 101, and it answers 200 with ack 201.',
    zh: 'SYN 占一个序号。所以服务器用 ack 101 应答 100，客户端自己的下一个序号是 101，并用 ack 201 应答 200。',
  },
  runs: [{ id: 'main', title: { en: 'The handshake', zh: '握手' }, link: '' }],
  words: 'seq ack ACK 标志位 确认号 序号 SYN 同步 ACK101 ACK1001 flag number synchronise',
  asks: [
    { en: 'Which ack answers a SYN of 100: 101 or 1001?', zh: 'SYN 100 的确认号是 101 还是 1001？' },
    { en: 'How do the flag ACK and the number ack differ?', zh: '标志位 ACK 和确认号 ack 有什么区别？' },
    { en: 'What does SYN mean?', zh: 'SYN 是什么意思？' },
  ],
  interview: {
    en: 'ACK is a bit that says the ack field holds something; ack is a number, the next byte expected. SYN takes one number: 100 is answered by 101.',
    zh: 'ACK 是标志位，表示确认号有效；ack 是确认号，即期待收到的下一个字节的序号。SYN 占一个序号：100 用 101 确认。',
  },
  prose: [
    {
      en: 'SYN stands for synchronise: it hands over the initial sequence number from which its sender counts.',
      zh: 'SYN 意为同步序号（synchronize）：它把发送方的初始序号告诉对方。',
    },
    {
      en: 'Of all segments only the first SYN has no flag ACK, and its ack field says nothing. From then on the flag is always set, data or not.',
      zh: '只有第一个 SYN 没有标志位 ACK，它的确认号字段没有意义。之后的每个报文段都带这个标志位，不论有没有数据。',
    },
  ],
  loose: {
    en: '“SYN asks, ACK answers”, and “ACK 201” for the third segment, are loose: 201 is its number ack, its own seq is 101. “ACK 1001, one byte more” is a slip for 101: the SYN carries 0 bytes, but takes one number.',
    zh: '“SYN 是询问，ACK 是应答”以及把第三个报文段写成“ACK 201”都不严谨：201 是它的确认号，它自己的 seq 是 101。“ACK 1001”是 101 的笔误：SYN 带 0 字节，但占一个序号。',
  },
  claims: [
    {
      says: {
        en: 'The first SYN had no flag ACK; every one of the {count|# other segment|# other segments} had it.',
        zh: '第一个 SYN 没有标志位 ACK；其余 {count|#} 个报文段都有。',
      },
      check(look) {
        const it = look.at()
        const syn = it.one('client', 'SYN')
        const rest = it.trace.segments.filter(({ packet }) => packet !== syn.packet)
        look.that((syn.flags & ACK) === 0, 'the SYN had it')
        look.that(
          rest.every(({ flags }) => (flags & ACK) !== 0),
          'one had it not',
        )
        return { count: rest.length }
      },
    },
    {
      says: {
        en: 'The client’s SYN had seq {seq} and the server’s answer ack {ack}: as 100 and 101, one more.',
        zh: '客户端的 SYN 的 seq 是 {seq}，服务器应答的确认号是 {ack}：如同 100 与 101，大 1。',
      },
      check(look) {
        const it = look.at()
        const syn = it.one('client', 'SYN')
        const synAck = it.one('server', 'SYN-ACK')
        look.that(synAck.ack === (syn.seq + 1) >>> 0 && syn.length === 0, `ack was ${synAck.ack}`)
        return { seq: syn.seq, ack: synAck.ack }
      },
    },
    {
      says: {
        en: 'The third segment had two numbers: its own seq {seq}, and ack {ack} for the server’s SYN {server}.',
        zh: '第三个报文段有两个数：自己的 seq {seq}，以及对服务器 SYN（{server}）的确认号 {ack}。',
      },
      check(look) {
        const it = look.at()
        const syn = it.one('client', 'SYN')
        const synAck = it.one('server', 'SYN-ACK')
        const third = it.one('client', 'ACK')
        look.that(third.seq === (syn.seq + 1) >>> 0, `its seq was ${third.seq}`)
        look.that(third.ack === (synAck.seq + 1) >>> 0, `its ack was ${third.ack}`)
        return { seq: third.seq, ack: third.ack, server: synAck.seq }
      },
    },
  ],
}
