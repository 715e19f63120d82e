import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** A retransmission that was not needed. */
export const spurious: Lesson = {
  id: 'spurious',
  title: { en: 'The spurious retransmission', zh: '虚假重传' },
  question: {
    en: 'A segment is not lost but 300 ms late, and was retransmitted meanwhile. What does the receiver do with the second copy?',
    zh: '一个报文段没有丢失，只是迟到 300 ms，其间已经重传。接收方怎样处理后到的那一个？',
  },
  choices: [
    { en: 'hands it to the program twice', zh: '再交给程序一次' },
    { en: 'drops it, and acknowledges again', zh: '丢弃，并再次确认' },
    { en: 'resets the connection', zh: '重置连接' },
  ],
  answer: 1,
  because: {
    en: 'Its bytes lie before the next expected number: the sequence number shows that they are here already. The ACK reports them as a duplicate (D-SACK).',
    zh: '它的字节在期待的序号之前：凭序号就知道已经收到过。确认里会报告这是副本（D-SACK）。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'A segment is 300 ms late', zh: '一个报文段迟到 300 ms' },
      link: "client=send 'hello', recv 5, send 'again', recv 5, wait 500ms, close&server=recv 5, send 'world', recv 5, send 'world', recv end, close&delay=client.5:300ms",
    },
  ],
  words: '虚假重传 spurious retransmission D-SACK DSACK 副本 duplicate 重复报文',
  asks: [
    { en: 'What is a spurious retransmission?', zh: '什么是虚假重传？' },
    { en: 'What does a receiver do with a duplicate?', zh: '接收方收到重复的报文段会怎样？' },
  ],
  interview: {
    en: 'A retransmission of what was not lost, only late or whose ACK was lost. The receiver drops the copy by its sequence number and reports it with D-SACK; the sender undoes its slowing down.',
    zh: '数据没有丢失（只是迟到，或者丢的是确认）却重传了。接收方凭序号丢弃副本，用 D-SACK 报告；发送方据此撤销减速。',
  },
  prose: [
    {
      en: 'The sender did right: when it retransmitted nobody could tell. A larger RTO would make real losses wait longer.',
      zh: '发送方没有做错：重传的那一刻谁也看不出来。RTO 设得更大，真正的丢包就要等得更久。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The segment was retransmitted {time} ms after it had been sent, and both arrived.',
        zh: '这个报文段发出 {time} ms 后重传，两个都到达了。',
      },
      check(look) {
        const it = look.at()
        const again = it.trace.segments.find(
          ({ kinds, length }) => kinds.includes('retransmission') && length > 0,
        )
        const first = it.trace.segments.find(
          ({ relSeq, length, packet }) =>
            length > 0 && again !== undefined && relSeq === again.relSeq && packet < again.packet,
        )
        look.that(again !== undefined && first !== undefined, 'nothing was retransmitted')
        if (again === undefined || first === undefined) return {}
        it.cite(first, again)
        look.that(first.arrival !== undefined && again.arrival !== undefined, 'one was lost')
        return { time: ms(again.time - first.time) }
      },
    },
    {
      says: {
        en: 'The program received {received|# byte|# bytes}, none of them twice, and an ACK with D-SACK reported the copy.',
        zh: '程序收到 {received|#} 字节，没有重复；一个带 D-SACK 的确认报告了副本。',
      },
      check(look) {
        const it = look.at()
        const received = it.run.ends.server.received.length
        const report = it.trace.segments.find(({ kinds }) => kinds.includes('d-sack'))
        look.that(received === 10 && report !== undefined, `it received ${received}`)
        if (report !== undefined) it.cite(report)
        return { received }
      },
    },
  ],
}
