import type { Side } from '../../trace/index.ts'
import type { Exhibit, Look } from './look.ts'
import type { Lesson } from './types.ts'

/** The four-way close, from either side. */
export const fourWay: Lesson = {
  id: 'four-way',
  title: { en: 'The four-way close, from either side', zh: '四次挥手：任何一端都可以先关闭' },
  question: {
    en: 'A connection is closed in order. How many segments does that take?',
    zh: '连接按顺序关闭。需要几个报文段？',
  },
  choices: [
    { en: 'always four', zh: '总是四个' },
    { en: 'four, or three when the peer closes at once', zh: '四个；对方立即也关闭时是三个' },
    { en: 'two', zh: '两个' },
  ],
  answer: 1,
  because: {
    en: 'Each direction has its FIN and its ACK. When the peer’s own FIN is ready at once, it rides with the ACK: three.',
    zh: '每个方向各有一个 FIN 和一个 ACK。如果对方的 FIN 立即就绪，就由它捎带 ACK：三个。',
  },
  runs: [
    { id: 'main', title: { en: 'The client closes first', zh: '客户端先关闭' }, link: '' },
    {
      id: 'server',
      title: { en: 'The server closes first', zh: '服务器先关闭' },
      link: "client=send 'hello', recv end, wait 50ms, close&server=recv 5, send 'world', close",
    },
    {
      id: 'three',
      title: { en: 'The server closes at once', zh: '服务器立即也关闭' },
      link: "client=send 'hello', recv 5, close&server=recv 5, send 'world', recv end, close",
    },
  ],
  words: '四次挥手 「连接释放」 four-way close FIN',
  asks: [
    { en: 'Why does a close take four segments?', zh: '为什么挥手是四次？' },
    { en: 'Can a close take three segments?', zh: '四次挥手可以变成三次吗？' },
  ],
  interview: {
    en: 'Each direction ends by its own FIN and ACK: four; the middle two merge when the passive closer has nothing left to send.',
    zh: '每个方向各有一次 FIN 和 ACK，共四次；被动关闭方没有数据要发时中间两个可以合并成三次。',
  },
  prose: [
    {
      en: 'A connection is two streams, and each is ended by its own sender. Between the two FINs the other direction may still carry data.',
      zh: '一个连接是两个方向的流，各由自己的发送方结束。两个 FIN 之间，另一个方向仍可传数据。',
    },
    {
      en: 'Who closes first goes through FIN-WAIT-1, FIN-WAIT-2 and TIME-WAIT; the other through CLOSE-WAIT and LAST-ACK.',
      zh: '主动关闭方经过 FIN-WAIT-1、FIN-WAIT-2、TIME-WAIT；被动关闭方经过 CLOSE-WAIT、LAST-ACK。',
    },
  ],
  loose: {
    en: '“The client closes with four segments” is loose twice: either side may begin, and often there are three.',
    zh: '“客户端用四次挥手关闭”有两处不严谨：任何一端都可以先关闭，而且常常只有三个报文段。',
  },
  claims: [
    {
      says: {
        en: 'The client began: FIN, ACK, FIN, ACK, four segments.',
        zh: '客户端开始：FIN、ACK、FIN、ACK，四个报文段。',
      },
      check: (look) => four(look, look.at(), 'client', 'server'),
    },
    {
      says: { en: 'The server began: the same four, mirrored.', zh: '服务器开始：同样四个，方向相反。' },
      check: (look) => four(look, look.at('server'), 'server', 'client'),
    },
    {
      says: {
        en: 'Where the server closed at once, its FIN carried the ACK of the client’s: three segments.',
        zh: '服务器立即也关闭时，它的 FIN 带着对客户端 FIN 的确认：三个报文段。',
      },
      check(look) {
        const it = look.at('three')
        const fin = it.one('client', 'FIN')
        const answer = it.one('server', 'FIN', fin)
        const last = it.one('client', 'ACK', answer)
        look.that(answer.relAck === fin.relSeq + fin.length + 1, 'its FIN did not acknowledge the client’s')
        const between = it.trace.segments.filter(
          ({ packet }) => packet > fin.packet && packet < answer.packet,
        )
        look.that(between.length === 0, 'something came in between')
        look.that(
          last.relAck === answer.relSeq + answer.length + 1,
          'the last ACK acknowledges something else',
        )
      },
    },
    {
      says: {
        en: 'Who closed first ends in TIME-WAIT: once the client, once the server.',
        zh: '主动关闭方停留在 TIME-WAIT：一次是客户端，一次是服务器。',
      },
      check(look) {
        const [one, other] = [look.at(), look.at('server')]
        one.one('client', 'FIN')
        other.one('server', 'FIN')
        look.that(one.trace.timeWait === 'client' && other.trace.timeWait === 'server', 'it is otherwise')
      },
    },
  ],
}

/** FIN, ACK, FIN, ACK, with nothing else behind the first. */
function four(look: Look, it: Exhibit, first: Side, second: Side): void {
  const fin = it.single(first, 'FIN')
  const ack = it.all(second, 'ACK').find(({ relAck }) => relAck === fin.relSeq + fin.length + 1)
  look.that(ack !== undefined, 'no ACK answered the first FIN')
  if (ack === undefined) return
  it.cite(ack)
  const answer = it.single(second, 'FIN')
  const last = it.one(first, 'ACK', answer)
  look.that(ack.packet < answer.packet, 'the FIN was not acknowledged by itself')
  look.that(last.relAck === answer.relSeq + answer.length + 1, 'the last ACK is for something else')
  look.that(last === it.trace.segments.at(-1), 'something came behind')
}
