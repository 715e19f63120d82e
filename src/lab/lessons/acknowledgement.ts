import type { Lesson } from './types.ts'

/** What an acknowledgement says. */
export const acknowledgement: Lesson = {
  id: 'acknowledgement',
  title: { en: 'What an acknowledgement says', zh: '确认号的含义' },
  question: {
    en: 'A segment has seq 100 and carries 5 bytes. Which ack number answers it?',
    zh: '一个报文段的 seq 是 100，带 5 个字节。应答它的确认号（ack）是多少？',
  },
  choices: [
    { en: '100', zh: '100' },
    { en: '101', zh: '101' },
    { en: '105', zh: '105' },
  ],
  answer: 2,
  because: {
    en: 'ack is the number of the next byte that is awaited: all before it is here. 100 + 5 = 105.',
    zh: '确认号是期待收到的下一个字节的序号：之前的都到了。100 + 5 = 105。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'A few bytes', zh: '几个字节' },
      link: "client=send 'hello', recv 5, close",
    },
    {
      id: 'many',
      title: { en: 'Many segments', zh: '许多报文段' },
      link: 'client=send 60k, close&server=recv end, close',
    },
    {
      id: 'unread',
      title: { en: 'Nobody reads', zh: '没有人读' },
      link: "client=send 'hello'&server=wait 1s&until=900ms",
    },
  ],
  words: '确认号 累积确认 cumulative ack ACK seq',
  asks: [
    { en: 'What does ack 101 mean?', zh: '确认号 101 是什么意思？' },
    { en: 'What is a cumulative acknowledgement?', zh: '什么是累积确认？' },
  ],
  interview: {
    en: 'ack is the next byte expected: all before it has arrived. SYN and FIN count one, data counts its bytes.',
    zh: '确认号是期待收到的下一个字节的序号，之前的都已收到；SYN 和 FIN 各占一个序号，数据按字节数。',
  },
  prose: [
    {
      en: 'SYN and FIN count as one number each, as if they were a byte. That is why a SYN with seq 100 is acknowledged with 101.',
      zh: 'SYN 和 FIN 各占一个序号，就像一个字节。所以 seq 为 100 的 SYN 用 101 确认。',
    },
    {
      en: 'Acknowledgements are cumulative: one says it for all that came before, so not every segment needs its own.',
      zh: '确认是累积的：一个确认代表之前的全部，所以不必每个报文段都单独确认。',
    },
  ],
  loose: {
    en: '“ack is seq + 1” is loose: that is so for a SYN or a FIN alone. And “acknowledged” does not mean that the program has read it: only that the host has it.',
    zh: '“ack 等于 seq + 1”不严谨：只有单独的 SYN 或 FIN 才是这样。“已确认”也不表示程序已经读到，只表示对方主机收到了。',
  },
  claims: [
    {
      says: {
        en: 'The SYN with seq {seq} (0 in the diagram, which counts from there) was acknowledged with {ack} (1 there): one more.',
        zh: 'seq 为 {seq} 的 SYN（图中从它数起，记为 0）用 {ack} 确认（图中为 1）：大 1。',
      },
      check(look) {
        const it = look.at()
        const syn = it.one('client', 'SYN')
        const synAck = it.one('server', 'SYN-ACK')
        look.that(synAck.ack === (syn.seq + 1) >>> 0, `it was acknowledged with ${synAck.ack}`)
        return { seq: syn.seq, ack: synAck.ack }
      },
    },
    {
      says: {
        en: '{length|# byte|# bytes} from number {seq} ({relSeq} in the diagram) {length|was|were} acknowledged with {ack} ({relAck} there): seq plus length.',
        zh: '从序号 {seq} 开始的 {length|#} 个字节（图中 seq {relSeq}）用 {ack} 确认（图中 ack {relAck}）：seq 加长度。',
      },
      check(look) {
        const it = look.at()
        const data = it.one('client', 'data')
        const ack = it.one('server', 'ACK', data)
        look.that(
          ack.ack === (data.seq + data.length) >>> 0,
          `they {length|was|were} acknowledged with ${ack.ack}`,
        )
        return {
          length: data.length,
          seq: data.seq,
          ack: ack.ack,
          relSeq: data.relSeq,
          relAck: ack.relAck,
        }
      },
    },
    {
      says: {
        en: 'The FIN, too, counts one: it was acknowledged with its number plus 1.',
        zh: 'FIN 也占一个序号：确认号是它的序号加 1。',
      },
      check(look) {
        const it = look.at()
        const fin = it.one('client', 'FIN')
        const answer = it.trace.segments.find(({ from, relAck }) => from === 'server' && relAck > fin.relSeq)
        look.that(
          answer?.relAck === fin.relSeq + fin.length + 1,
          `it was acknowledged with ${answer?.relAck}`,
        )
        if (answer !== undefined) it.cite(answer)
      },
    },
    {
      says: {
        en: '{data|# segment|# segments} of data {data|was|were} acknowledged by {acks|# ACK|# ACKs}: one spoke for several.',
        zh: '{data|#} 个数据报文段只用了 {acks|#} 个确认：一个确认代表几个。',
      },
      check(look) {
        const it = look.at('many')
        const data = it.all('client', 'data').length
        const acks = it.all('server', 'ACK')
        const covering = acks.find((ack, index) => ack.relAck - (acks[index - 1]?.relAck ?? 1) > 1_460)
        look.that(covering !== undefined && acks.length < data, `${data} segments took ${acks.length} ACKs`)
        if (covering !== undefined) it.cite(covering)
        return { data, acks: acks.length }
      },
    },
    {
      says: {
        en: 'Bytes that no program had read were acknowledged: {acked|#} of them, and {read|# was|# were} read.',
        zh: '没有程序读过的字节也被确认了：确认 {acked|#} 个，读了 {read|#} 个。',
      },
      check(look) {
        const it = look.at('unread')
        const data = it.one('client', 'data')
        const ack = it.one('server', 'ACK', data)
        const read = it.run.ends.server.received.length
        look.that(ack.relAck - 1 === data.length && read === 0, `${ack.relAck - 1} and ${read}`)
        return { acked: ack.relAck - 1, read }
      },
    },
  ],
}
