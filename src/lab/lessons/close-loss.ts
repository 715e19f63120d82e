import { ms } from './look.ts'
import type { Lesson } from './types.ts'

const TALK = "client=send 'hello', recv 5, close&server=recv 5, send 'world', recv end, wait 100ms, close"

/** Each segment of the close, lost. */
export const closeLoss: Lesson = {
  id: 'close-loss',
  title: { en: 'When a segment of the close is lost', zh: '四次挥手中每一次丢失会怎样' },
  question: {
    en: 'The client’s FIN arrives, but the ACK that answers it is lost. What happens?',
    zh: '客户端的 FIN 已到达，但对它的 ACK 丢失了。会怎样？',
  },
  choices: [
    { en: 'the server retransmits the ACK by itself', zh: '服务器自己重传这个 ACK' },
    {
      en: 'the client retransmits its FIN, unless the server’s FIN, which carries the same ack, comes first',
      zh: '客户端重传 FIN，除非带着同样确认号的服务器 FIN 先到',
    },
    { en: 'the connection hangs in FIN-WAIT-1', zh: '连接一直停在 FIN-WAIT-1' },
  ],
  answer: 1,
  because: {
    en: 'FINs are retransmitted until they are acknowledged, ACKs never. Any later segment of the server carries the ack as well.',
    zh: 'FIN 会一直重传到被确认为止，ACK 从不重传。服务器之后的任何报文段也都带着这个确认号。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The ACK of the first FIN is lost', zh: '第一个 FIN 的 ACK 丢失' },
      link: `${TALK}&lose=server.4`,
    },
    {
      id: 'fin',
      title: { en: 'The first FIN is lost', zh: '第一个 FIN 丢失' },
      link: `${TALK}&lose=client.5`,
    },
    {
      id: 'second',
      title: { en: 'The second FIN is lost', zh: '第二个 FIN 丢失' },
      link: `${TALK}&lose=server.5`,
    },
    {
      id: 'last',
      title: { en: 'The last ACK is lost', zh: '最后的 ACK 丢失' },
      link: `${TALK}&lose=client.6`,
    },
  ],
  words: 'FIN丢失 挥手丢失 FIN_WAIT_1 LAST_ACK tcp_orphan_retries lost FIN',
  asks: [
    { en: 'What if a segment of the close is lost?', zh: '四次挥手中每一次丢失会怎样？' },
    { en: 'What if the last ACK is lost?', zh: '最后一个 ACK 丢失了怎么办？' },
  ],
  interview: {
    en: 'A lost FIN is retransmitted by who sent it; a lost ACK is never, it comes back because the other end retransmits its FIN. That is why the last ACK needs TIME-WAIT.',
    zh: 'FIN 丢失由发送它的一方重传；ACK 丢失不重传，而是对方重传 FIN，引出新的 ACK。所以最后的 ACK 需要 TIME-WAIT。',
  },
  prose: [
    {
      en: 'A host does not retransmit for ever: after 8 attempts without its program (tcp_orphan_retries) it gives the connection up.',
      zh: '主机不会永远重传：程序已放手的连接重传 8 次（tcp_orphan_retries）后就放弃。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The FIN lost: {time} ms later the client retransmitted it, still in FIN-WAIT-1.',
        zh: 'FIN 丢失：{time} ms 后客户端重传，仍处于 FIN-WAIT-1。',
      },
      check(look) {
        const it = look.at('fin')
        const lost = it.one('client', 'FIN')
        const again = it.one('client', 'FIN', lost)
        look.that(lost.fate === 'lost' && again.relSeq === lost.relSeq, 'it was not the FIN')
        return { time: ms(again.time - lost.time) }
      },
    },
    {
      says: {
        en: 'The ACK lost: no ACK was retransmitted; the client was told by its own retransmitted FIN or by the server’s FIN, after {time} ms.',
        zh: 'ACK 丢失：没有单独重传 ACK；客户端靠重传 FIN 或服务器的 FIN 得到确认，用了 {time} ms。',
      },
      check(look) {
        const it = look.at()
        const fin = it.one('client', 'FIN')
        const lost = it.trace.segments.find(({ fate }) => fate === 'lost')
        look.that(lost?.from === 'server' && lost.relAck === fin.relSeq + 1, 'another packet was lost')
        const told = it.trace.segments.find(
          ({ from, relAck, fate }) => from === 'server' && fate === 'delivered' && relAck === fin.relSeq + 1,
        )
        look.that(told !== undefined, 'the FIN was never acknowledged')
        if (lost === undefined || told === undefined) return {}
        it.cite(lost, told)
        return { time: ms((told.arrival ?? 0) - fin.time) }
      },
    },
    {
      says: {
        en: 'The second FIN lost, or the last ACK: the server, in LAST-ACK, retransmitted its FIN, after {second} and {last} ms.',
        zh: '第二个 FIN 丢失，或最后的 ACK 丢失：处于 LAST-ACK 的服务器分别在 {second} 和 {last} ms 后重传 FIN。',
      },
      check(look) {
        const after = (id: string): string => {
          const it = look.at(id)
          const fin = it.one('server', 'FIN')
          const again = it.one('server', 'FIN', fin)
          look.that(fin.state.server === 'LAST-ACK', `the server was in ${fin.state.server}`)
          return ms(again.time - fin.time)
        }
        return { second: after('second'), last: after('last') }
      },
    },
  ],
}
