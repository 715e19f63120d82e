import { ms } from './look.ts'
import type { Lesson } from './types.ts'

// Without SACK and RACK: the counting of duplicate ACKs, as the textbooks have it.
const OLD = 'client.sack=off&client=send 30k, close&server=recv end by 64k, close'

/** Why three duplicate ACKs. */
export const fastRetransmit: Lesson = {
  id: 'fast-retransmit',
  title: { en: 'Fast retransmit: why three', zh: '快速重传为什么是三个重复确认' },
  question: {
    en: 'A segment is late and two others overtake it. What would be wrong with retransmitting at the first duplicate ACK?',
    zh: '一个报文段迟到，被另外两个超过。收到第一个重复确认就重传，有什么不好？',
  },
  choices: [
    { en: 'nothing, it is faster', zh: '没有不好，更快' },
    { en: 'it is only late: the retransmission would be spurious', zh: '它只是迟到：重传就是虚假重传' },
    { en: 'the receiver would refuse it', zh: '接收方会拒绝' },
  ],
  answer: 1,
  because: {
    en: 'Each out-of-order segment makes one duplicate ACK, lost or late. Up to two are taken for reordering; three mean a loss.',
    zh: '每个乱序到达的报文段都引出一个重复确认，不论前面的是丢失还是迟到。两个以内当作乱序，三个才认为丢失。',
  },
  runs: [
    { id: 'main', title: { en: 'A segment is lost', zh: '一个报文段丢失' }, link: `${OLD}&lose=client.5` },
    {
      id: 'late',
      title: { en: 'A segment is late, two overtake it', zh: '一个报文段迟到，两个超过它' },
      link: 'path=delay 10ms rate 20mbit&client.sack=off&client=send 30k, close&server=recv end by 64k, close&delay=client.5:1.3ms',
    },
    {
      id: 'last',
      title: { en: 'The last segments are lost', zh: '最后的报文段丢失' },
      link: `client.sack=off&client=send 5000, recv end, close&server=recv 5000, close&lose=client.5&lose=client.6`,
    },
  ],
  words:
    '快速重传 「快重传」 重复确认 「冗余」 三次重复ACK dupACK duplicate ACK dupthresh fast retransmit RACK SACK',
  asks: [
    { en: 'Why three duplicate ACKs?', zh: '快速重传为什么是三个重复的 ACK？' },
    { en: 'When does fast retransmit not help?', zh: '什么情况下快速重传不起作用？' },
  ],
  interview: {
    en: 'Three duplicate ACKs say that three later segments arrived: reordering rarely goes so far, so it is a loss, and the segment is retransmitted without waiting for the RTO. The last segments of a burst have nobody behind them: they need the RTO or a tail loss probe.',
    zh: '三个重复确认说明后面已有三个报文段到达：乱序很少这么多，所以是丢失，不等 RTO 就重传。一批数据的最后几个后面没有别的报文段，只能靠 RTO 或尾部丢包探测。',
  },
  textbook: {
    en: 'always three. Linux with SACK uses RACK: it counts time, not ACKs, and waits a quarter of a round trip for late ones.',
    zh: '教科书说总是三个。Linux 在有 SACK 时用 RACK：看时间而不是个数，给迟到的报文段留出四分之一个往返时间。',
  },
  prose: [
    {
      en: 'The receiver asks for nothing by name: it repeats the number it waits for, and the sender draws its conclusion. With SACK it also says what it has.',
      zh: '接收方没有点名要求重传：它只重复自己期待的确认号，由发送方判断。有 SACK 时还会说明已收到哪些。',
    },
  ],
  claims: [
    {
      says: {
        en: 'A segment lost: {count|# duplicate ACK|# duplicate ACKs}, and the retransmission {time} ms after the loss, well before the RTO of 200 ms or more.',
        zh: '一个报文段丢失：{count|#} 个重复确认，丢失后 {time} ms 就重传，远早于至少 200 ms 的 RTO。',
      },
      check(look) {
        const it = look.at()
        const lost = it.trace.segments.find(({ fate }) => fate === 'lost')
        const again = it.trace.segments.find(({ kinds }) => kinds.includes('retransmission'))
        look.that(lost !== undefined && again?.relSeq === lost.relSeq, 'it was not retransmitted')
        if (lost === undefined || again === undefined) return {}
        const before = it
          .all('server', 'ACK')
          .filter(
            ({ relAck, arrival = Infinity, kinds }) =>
              kinds.includes('duplicate-ack') && relAck === lost.relSeq && arrival <= again.time,
          )
        look.that(before.length >= 3 && again.time - lost.time < 200e6, `${before.length} duplicates came`)
        it.cite(lost, ...before.slice(0, 3), again)
        return { count: before.length, time: ms(again.time - lost.time) }
      },
    },
    {
      says: {
        en: 'A segment late: {count|# duplicate ACK|# duplicate ACKs}, and nothing was retransmitted.',
        zh: '一个报文段迟到：{count|#} 个重复确认，没有任何重传。',
      },
      check(look) {
        const it = look.at('late')
        const twice = it.all('server', 'ACK').filter(({ kinds }) => kinds.includes('duplicate-ack'))
        it.cite(...twice)
        look.that(twice.length > 0 && twice.length < 3, `${twice.length} duplicates came`)
        look.that(
          !it.trace.segments.some(({ kinds }) => kinds.includes('retransmission')),
          'one was retransmitted',
        )
        return { count: twice.length }
      },
    },
    {
      says: {
        en: 'The last ones lost: no duplicate ACK came, and the retransmission took {time} ms.',
        zh: '最后的丢失：没有重复确认，{time} ms 后才重传。',
      },
      check(look) {
        const it = look.at('last')
        const lost = it.trace.segments.find(({ fate }) => fate === 'lost')
        const again = it.trace.segments.find(
          ({ kinds, packet }) => kinds.includes('retransmission') && packet > (lost?.packet ?? 0),
        )
        look.that(lost !== undefined && again !== undefined, 'nothing was lost')
        if (lost === undefined || again === undefined) return {}
        it.cite(lost, again)
        const early = it
          .all('server', 'ACK')
          .some(({ kinds, time }) => kinds.includes('duplicate-ack') && time < again.time)
        look.that(!early, 'a duplicate came')
        return { time: ms(again.time - lost.time) }
      },
    },
  ],
}
