import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** Retransmission, by the clock and by what comes back. */
export const retransmission: Lesson = {
  id: 'retransmission',
  title: { en: 'Retransmission', zh: '重传' },
  question: {
    en: 'A data segment is lost on the way. Who notices, and how?',
    zh: '一个数据报文段在途中丢失。谁会发现，怎样发现？',
  },
  choices: [
    { en: 'the network tells the sender', zh: '网络告诉发送方' },
    {
      en: 'the receiver, whose own timer runs out',
      zh: '接收方，因为它自己的计时器超时',
    },
    {
      en: 'the sender, by the acknowledgements: none comes, or the same one again and again',
      zh: '发送方，根据确认：确认一直不来，或者总是同一个',
    },
  ],
  answer: 2,
  because: {
    en: 'The network drops in silence, and the receiver has no timer for it: it can only repeat which byte it awaits. The sender has kept the bytes and sends them again.',
    zh: '网络丢包时不声不响，接收方也不为此计时：它只能重复说明自己期待哪个字节。发送方留着这些字节，由它重传。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The only segment is lost', zh: '唯一的报文段丢失' },
      link: "path=delay 25ms&client=send 'hello', recv end, close&server=recv 5, close&lose=client.3",
    },
    {
      id: 'fast',
      title: { en: 'One of many is lost', zh: '许多报文段中丢失一个' },
      link: 'path=delay 25ms rate 20mbit&client=send 60k, close&server=recv end, close&lose=client.6',
    },
    {
      id: 'ack',
      title: { en: 'Only an ACK is lost', zh: '只丢失一个确认' },
      link: 'path=delay 25ms rate 20mbit&client=send 60k, close&server=recv end, close&lose=server.4',
    },
  ],
  words: '超时重传 快速重传 「快重传」 RTO RTT 尾部丢包探测 TLP timeout fast retransmit tail loss',
  asks: [
    { en: 'How does TCP notice a loss?', zh: 'TCP 怎样发现丢包？' },
    { en: 'What is the RTO, and how is it set?', zh: 'RTO 是什么，怎样计算？' },
  ],
  interview: {
    en: 'By duplicate or selective ACKs (fast retransmit), or else by the RTO, which follows the measured RTT and doubles at each timeout.',
    zh: '靠重复确认或选择性确认（快速重传），否则靠 RTO；RTO 由测得的往返时间算出，每次超时加倍。',
  },
  prose: [
    {
      en: 'Alone, a lost segment is found by the clock: the sender waits longer than a round trip takes, then retransmits.',
      zh: '单独一个报文段丢失，只能靠时间发现：发送方等待的时间比往返更长，然后重传。',
    },
    {
      en: 'With others behind it, the receiver confirms the same number again and again (duplicate ACKs): the sender need not wait for the clock: fast retransmit.',
      zh: '如果后面还有别的报文段，接收方会反复发送同一个确认号（重复确认）：发送方不必等到超时，这就是快速重传。',
    },
  ],
  loose: {
    en: '“TCP guarantees delivery” is loose: it retransmits for some time, then gives up and says so. And the loss of an ACK needs no retransmission: the next ACK says it too.',
    zh: '“TCP 保证送达”不严谨：它会重传一段时间，然后放弃并报告。另外，丢失一个确认不需要重传：下一个确认说的是同一件事。',
  },
  claims: [
    {
      says: {
        en: 'The lost bytes were retransmitted, with the same number, {time} ms later.',
        zh: '丢失的字节在 {time} ms 后以相同的序号重传。',
      },
      check(look) {
        const it = look.at()
        const [lost, again] = it.all('client', 'data')
        look.that(lost?.fate === 'lost' && again !== undefined, 'they were not retransmitted')
        if (lost === undefined || again === undefined) return {}
        it.cite(lost, again)
        look.that(lost.seq === again.seq && lost.length === again.length, 'they have another number')
        look.that(again.time - lost.time > 50_000_000, 'it was retransmitted within a round trip')
        return { time: ms(again.time - lost.time) }
      },
    },
    {
      says: {
        en: 'With data behind the gap, {count|# duplicate ACK|# duplicate ACKs} came back, and the bytes were retransmitted after {time} ms: about one round trip.',
        zh: '缺口后面有数据时，返回了 {count|#} 个重复确认，{time} ms 后就重传了：大约一个往返。',
      },
      check(look) {
        const it = look.at('fast')
        const lost = it.all('client', 'data').find(({ fate }) => fate === 'lost')
        const again = it
          .all('client', 'data')
          .find(({ relSeq, packet }) => relSeq === lost?.relSeq && packet > lost.packet)
        look.that(lost !== undefined && again !== undefined, 'nothing was retransmitted')
        if (lost === undefined || again === undefined) return {}
        const repeated = it
          .all('server', 'ACK')
          .filter(
            ({ relAck, arrival, kinds }) =>
              relAck === lost.relSeq &&
              kinds.includes('duplicate-ack') &&
              (arrival ?? Infinity) <= again.time,
          )
        look.that(repeated.length > 0, 'no duplicate ACK came before')
        const time = again.time - lost.time
        look.that(time < 2 * 50_000_000, `it took ${ms(time)} ms`)
        it.cite(lost, ...repeated.slice(0, 3), again)
        return { count: repeated.length, time: ms(time) }
      },
    },
    {
      says: {
        en: 'Only what was lost was retransmitted: {count|#} of {all|# segment|# segments}.',
        zh: '只重传了丢失的部分：{all|#} 个报文段中的 {count|#} 个。',
      },
      check(look) {
        const it = look.at('fast')
        const all = it.all('client', 'data')
        const again = all.filter(({ kinds }) => kinds.includes('retransmission'))
        look.that(again.length === 1, `${again.length} were retransmitted`)
        it.cite(...again)
        return { count: again.length, all: all.length }
      },
    },
    {
      says: {
        en: 'A lost ACK cost nothing: no data was retransmitted.',
        zh: '丢失一个确认没有代价：没有重传任何数据。',
      },
      check(look) {
        const it = look.at('ack')
        const lost = it.trace.segments.filter(({ fate }) => fate === 'lost')
        look.that(lost.length === 1 && lost[0]?.from === 'server', 'no ACK was lost')
        it.cite(...lost)
        look.that(it.run.cost.retransmissions.client === 0, 'something was retransmitted')
      },
    },
    {
      says: {
        en: 'In all three runs the program received every byte, in order.',
        zh: '三次运行中，程序都按顺序收到了每一个字节。',
      },
      check(look) {
        look.that(look.at().run.ends.server.received.length === 5, 'bytes are missing')
        for (const id of ['fast', 'ack']) {
          const it = look.at(id)
          it.one('client', 'FIN')
          look.that(it.run.ends.server.received.length === 61_440, 'bytes are missing')
        }
      },
    },
  ],
}
