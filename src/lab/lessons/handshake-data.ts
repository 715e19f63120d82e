import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** Data in the handshake; TFO. */
export const handshakeData: Lesson = {
  id: 'handshake-data',
  title: { en: 'Data in the handshake, and TFO', zh: '握手能否携带数据，TFO' },
  question: {
    en: 'When may the client’s first byte of data leave?',
    zh: '客户端的第一个数据字节最早什么时候可以发出？',
  },
  choices: [
    { en: 'in the SYN, always', zh: '总是可以放在 SYN 里' },
    {
      en: 'with the third segment: one round trip after the SYN',
      zh: '与第三个报文段一起：SYN 之后一个往返时间',
    },
    { en: 'once the server has received the third segment', zh: '服务器收到第三个报文段之后' },
  ],
  answer: 1,
  because: {
    en: 'The client is ESTABLISHED when the SYN+ACK comes. Its third segment may carry data; in Linux the ACK leaves alone and the data right behind it.',
    zh: '收到 SYN+ACK 时客户端就是 ESTABLISHED。第三个报文段可以携带数据；Linux 通常先单独发 ACK，数据紧随其后。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'A request and a reply', zh: '一次请求与回复' },
      link: "client=send 'hello', recv 5, close",
    },
    {
      id: 'lost',
      title: {
        en: 'The third segment is lost, the data behind it is not',
        zh: '第三个报文段丢失，后面的数据没有丢',
      },
      link: "client=send 'hello', recv 5, close&lose=client.2",
    },
  ],
  words: '握手携带数据 TFO TCP Fast Open fast open 第三次握手 数据 RFC7413 deferred accept TCP_DEFER_ACCEPT',
  asks: [
    { en: 'Can the handshake carry data?', zh: '三次握手可以携带数据吗？' },
    { en: 'What is TCP Fast Open?', zh: '什么是 TFO（TCP Fast Open）？' },
  ],
  interview: {
    en: 'The first two no, the third may. With TFO (RFC 7413) the SYN carries data too, under a cookie from an earlier connection, and the server may reply before the third segment: one round trip saved.',
    zh: '前两次不能，第三次可以。TFO（RFC 7413）允许 SYN 凭先前连接得到的 cookie 携带数据，服务器在第三个报文段之前就能回复，省一个往返时间。',
  },
  textbook: {
    en: 'a SYN must not carry data. RFC 9293 allows it, but it may be handed to the program only after the handshake; TFO lifts that.',
    zh: '教科书说 SYN 不能携带数据。RFC 9293 允许携带，只是握手完成前不能交给程序；TFO 取消了这个限制。',
  },
  prose: [
    {
      en: 'Why not the first two? The server would have to keep data of forged addresses. TFO’s cookie proves that the client’s address is real.',
      zh: '前两次为什么不能？否则服务器要为伪造的地址保存数据。TFO 的 cookie 证明客户端的地址是真实的。',
    },
    {
      en: 'synfin’s engine has no TFO: the runs show the handshake without it.',
      zh: 'synfin 的引擎没有 TFO：这里的运行是没有 TFO 的握手。',
    },
  ],
  claims: [
    {
      says: {
        en: 'SYN and SYN+ACK carried 0 bytes; the data left together with the third segment, {time} ms after the SYN: one round trip.',
        zh: 'SYN 和 SYN+ACK 带 0 字节；数据与第三个报文段同时发出，在 SYN 之后 {time} ms：一个往返时间。',
      },
      check(look) {
        const it = look.at()
        const [syn, synAck] = [it.one('client', 'SYN'), it.one('server', 'SYN-ACK')]
        const [third, data] = [it.one('client', 'ACK'), it.one('client', 'data')]
        look.that(syn.length === 0 && synAck.length === 0, 'they carried data')
        look.that(data.time === third.time, 'the data waited')
        return { time: ms(data.time - syn.time) }
      },
    },
    {
      says: {
        en: 'With the third segment lost the data finished the handshake: its ack was the same, {ack}, and the server was ESTABLISHED.',
        zh: '第三个报文段丢失时，数据完成了握手：它的确认号同样是 {ack}，服务器成为 ESTABLISHED。',
      },
      check(look) {
        const it = look.at('lost')
        const third = it.one('client', 'ACK')
        const data = it.one('client', 'data')
        look.that(third.fate === 'lost' && data.ack === third.ack, 'it was not the third')
        look.that(data.state.server === 'ESTABLISHED', `the server was in ${data.state.server}`)
        look.that(it.all('server', 'SYN-ACK').length === 1, 'the SYN+ACK was retransmitted')
        return { ack: third.ack }
      },
    },
  ],
}
