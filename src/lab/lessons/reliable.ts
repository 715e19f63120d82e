import type { Lesson } from './types.ts'

const TALK = 'client=send 20k, close&server=recv end by 64k, close'

/** What makes TCP reliable. */
export const reliable: Lesson = {
  id: 'reliable',
  title: { en: 'What makes TCP reliable', zh: 'TCP 怎样保证可靠传输' },
  question: {
    en: 'A bit of a segment is flipped on the way. Which means notices it, and which mends it?',
    zh: '一个报文段在途中有一位出错。靠什么发现，靠什么补救？',
  },
  choices: [
    { en: 'the checksum notices, the retransmission mends', zh: '校验和发现，重传补救' },
    { en: 'the receiver corrects the bit', zh: '接收方纠正这一位' },
    { en: 'the program has to notice it', zh: '要由程序发现' },
  ],
  answer: 0,
  because: {
    en: 'A segment with a wrong checksum is dropped as if it had been lost; then the acknowledgement is missing, and the sender retransmits.',
    zh: '校验和不对的报文段被丢弃，如同丢失；于是等不到确认，发送方就重传。',
  },
  runs: [
    { id: 'main', title: { en: 'Damaged', zh: '损坏' }, link: `${TALK}&corrupt=client.5` },
    { id: 'lost', title: { en: 'Lost', zh: '丢失' }, link: `${TALK}&lose=client.5` },
    { id: 'twice', title: { en: 'Delivered twice', zh: '送达两次' }, link: `${TALK}&duplicate=client.5` },
    { id: 'order', title: { en: 'Out of order', zh: '乱序' }, link: `${TALK}&delay=client.5:3ms` },
  ],
  words: '可靠传输 可靠性 校验和 序号 确认 重传 乱序 窗口 reliable checksum 数据正确',
  asks: [
    { en: 'How does TCP make sure that data arrives right?', zh: 'TCP 怎样保证可靠传输？' },
    { en: 'What keeps the data right?', zh: 'TCP 靠什么保证数据正确？' },
  ],
  interview: {
    en: 'Checksum (damage), sequence numbers (order, copies), acknowledgement and retransmission (loss), receive window (a slow receiver), congestion control 拥塞控制 (the path).',
    zh: '校验和（损坏），序号（乱序、副本），确认与重传（丢失），流量控制（接收方慢），拥塞控制（路径）；是“拥塞”，不是“阻塞”。',
  },
  prose: [
    {
      en: 'Congestion is 拥塞: too much for the path. Blocking is 阻塞: a call that waits. The notes write one for the other.',
      zh: '“拥塞”是路径超载，“阻塞”是调用在等待。笔记里把“拥塞控制”写成了“阻塞控制”。',
    },
    {
      en: 'Reliable means: all bytes, once, in order, or an error. It does not mean that the peer’s program has read them.',
      zh: '可靠是指：全部字节，只一次，按顺序，否则报错。并不表示对方程序已经读取。',
    },
  ],
  loose: {
    en: '“TCP guarantees delivery” is loose: a dead path delivers nothing. It guarantees that what is delivered is right, and says when it gave up.',
    zh: '“TCP 保证送达”不严谨：路径断了什么也送不到。它保证送到的是对的，放弃时会报错。',
  },
  claims: [
    {
      says: {
        en: 'Damaged, lost, delivered twice, out of order: each time the program received all {bytes|# byte|# bytes}, once and in order.',
        zh: '损坏、丢失、送达两次、乱序：每次程序都按顺序收到全部 {bytes|#} 字节，不多不少。',
      },
      check(look) {
        const wanted = look.at('order').run.ends.server.received
        for (const id of ['main', 'lost', 'twice', 'order']) {
          const { received } = look.at(id).run.ends.server
          look.that(
            received.length === 20_480 && received.every((byte, at) => byte === wanted[at]),
            `not in ${id}`,
          )
        }
        return { bytes: wanted.length }
      },
    },
    {
      says: {
        en: 'The damaged segment was never acknowledged; its bytes, from {seq} on, were retransmitted.',
        zh: '损坏的报文段没有得到确认；从 {seq} 开始的字节被重传。',
      },
      check(look) {
        const it = look.at()
        const again = it.trace.segments.find(({ kinds }) => kinds.includes('retransmission'))
        const first = it.trace.segments.find(({ relSeq, length }) => length > 0 && relSeq === again?.relSeq)
        look.that(again !== undefined && first !== undefined && first !== again, 'nothing was retransmitted')
        if (again === undefined || first === undefined) return {}
        it.cite(first, again)
        return { seq: again.relSeq }
      },
    },
    {
      says: {
        en: 'The late one was waited for: what overtook it was held back, and acknowledged only up to {ack}.',
        zh: '迟到的那个被等到了：超过它的报文段先留着，只确认到 {ack}。',
      },
      check(look) {
        const it = look.at('order')
        const twice = it.all('server', 'ACK').find(({ kinds }) => kinds.includes('duplicate-ack'))
        look.that(twice !== undefined, 'nothing overtook it')
        if (twice === undefined) return {}
        it.cite(twice)
        return { ack: twice.relAck }
      },
    },
  ],
}
