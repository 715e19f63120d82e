import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** TIME-WAIT. */
export const timeWait: Lesson = {
  id: 'time-wait',
  title: { en: 'TIME-WAIT', zh: 'TIME-WAIT' },
  question: {
    en: 'The client closes first, and its last ACK is lost. Who mends that?',
    zh: '客户端先关闭，它最后的 ACK 丢失了。怎样补救？',
  },
  choices: [
    { en: 'nobody: the server stays in LAST-ACK for ever', zh: '无法补救：服务器永远停在 LAST-ACK' },
    {
      en: 'the server sends its FIN again, and the client, in TIME-WAIT, acknowledges it again',
      zh: '服务器重传 FIN，处于 TIME-WAIT 的客户端再确认一次',
    },
    { en: 'the client sends the ACK again by itself', zh: '客户端自己重传 ACK' },
  ],
  answer: 1,
  because: {
    en: 'An ACK is never acknowledged, so its sender cannot know that it was lost. It has to stay and listen for two lifetimes of a segment (2 MSL): that is TIME-WAIT.',
    zh: 'ACK 不会再被确认，发送方无从知道它丢了。所以主动关闭方要等待 2MSL（报文最大生存时间的两倍），以便重传最后的 ACK：这就是 TIME-WAIT。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The last ACK is lost', zh: '最后的 ACK 丢失' },
      link: "client=send 'hello', recv 5, close&lose=client.6",
    },
    { id: 'plain', title: { en: 'Nothing is lost', zh: '没有丢包' }, link: '' },
  ],
  words: 'TIME_WAIT 2MSL MSL 60 s 最后一个 ACK',
  asks: [
    { en: 'Why does TIME_WAIT last 2MSL?', zh: 'TIME_WAIT 为什么要等 2MSL？' },
    { en: 'Who is in TIME_WAIT?', zh: 'TIME_WAIT 出现在哪一方？' },
  ],
  interview: {
    en: 'The active closer stays 2MSL to acknowledge a retransmitted FIN and to let old segments die; 60 s in Linux, 4 min in the RFC.',
    zh: '主动关闭方等 2MSL：一是能再确认重传的 FIN，二是让旧报文段消失；Linux 固定为 60 s，RFC 为 4 min。',
  },
  prose: [
    {
      en: 'TIME-WAIT also keeps old packets of this connection from being taken for a new one with the same addresses and ports.',
      zh: 'TIME-WAIT 还能防止这个连接的旧包被当成地址和端口都相同的新连接的包。',
    },
    {
      en: 'How long? RFC 9293 has 2 MSL of 2 minutes each, 4 minutes; Linux has a fixed 60 s, and so do these runs.',
      zh: '要多久？RFC 9293 规定 2MSL，MSL 取 2 min，共 4 min；Linux 固定为 60 s，这里的运行也是如此。',
    },
    {
      en: 'It costs little: the program is done, the port of a listener stays usable, only this four-tuple (both addresses, both ports) is not used again for a while.',
      zh: '代价很小：程序已经结束，监听端口照常可用，只是这个四元组（双方的地址和端口）暂时不能重用。',
    },
  ],
  loose: {
    en: '“The client ends in TIME-WAIT” is loose: it is whoever closed first. And it is not a fault of a server that has many of them.',
    zh: '“客户端停留在 TIME-WAIT”不严谨：是先关闭的那一端。服务器上有许多 TIME-WAIT 也不是故障。',
  },
  claims: [
    {
      says: {
        en: 'The last ACK was lost, and the server sent its FIN again after {time} ms.',
        zh: '最后的 ACK 丢失，{time} ms 后服务器重传了 FIN。',
      },
      check(look) {
        const it = look.at()
        const [fin, again] = it.all('server', 'FIN')
        const lost = it.trace.segments.find(({ fate }) => fate === 'lost')
        look.that(
          fin !== undefined && again !== undefined && lost !== undefined,
          'the FIN was not retransmitted',
        )
        if (fin === undefined || again === undefined || lost === undefined) return {}
        look.that(lost.from === 'client' && lost.packet > fin.packet, 'another packet was lost')
        look.that(again.relSeq === fin.relSeq, 'it has another number')
        it.cite(fin, lost, again)
        return { time: ms(again.time - fin.time) }
      },
    },
    {
      says: {
        en: 'The client, in TIME-WAIT, acknowledged it again, and the server was done.',
        zh: '处于 TIME-WAIT 的客户端再次确认，服务器随之结束。',
      },
      check(look) {
        const it = look.at()
        const again = it.all('server', 'FIN')[1]
        look.that(again !== undefined, 'the FIN was not retransmitted')
        const ack = it.one('client', 'ACK', again)
        look.that(ack.relAck === (again?.relSeq ?? 0) + 1, `it acknowledged ${ack.relAck}`)
        look.that(ack.state.client === 'TIME-WAIT' && ack.state.server === 'CLOSED', 'the states are others')
      },
    },
    {
      says: {
        en: 'The client’s host kept the connection for {time} s after its last ACK; the server’s forgot it at once.',
        zh: '最后的 ACK 之后，客户端主机又保留了这个连接 {time} s；服务器立即就忘了。',
      },
      check(look) {
        const it = look.at('plain')
        const last = it.trace.segments.at(-1)
        look.that(last?.from === 'client' && it.trace.timeWait === 'client', 'the client does not wait')
        if (last === undefined) return {}
        it.cite(last)
        const time = Math.round((it.run.duration - last.time) / 1_000_000_000)
        look.that(time >= 1, `it was ${time} s`)
        look.that(last.state.server === 'CLOSED', 'the server waits, too')
        return { time }
      },
    },
  ],
}
