import { PROTOCOL_ICMP } from '../../wire/index.ts'
import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** TCP connects first, UDP just sends. */
export const udp: Lesson = {
  id: 'udp',
  title: { en: 'TCP connects first, UDP just sends', zh: 'TCP 先连接，UDP 直接发送' },
  question: {
    en: 'The way there takes 10 ms. When can the server have the first 5 bytes, with UDP and with TCP?',
    zh: '单程 10 ms。用 UDP 和用 TCP，服务器最早何时收到前 5 个字节？',
  },
  choices: [
    { en: 'after 10 ms with both', zh: '都是 10 ms 后' },
    { en: 'after 10 ms with UDP, 30 ms with TCP', zh: 'UDP 10 ms 后，TCP 30 ms 后' },
    { en: 'after 30 ms with UDP, 10 ms with TCP', zh: 'UDP 30 ms 后，TCP 10 ms 后' },
  ],
  answer: 1,
  because: {
    en: 'UDP’s first packet is the data. TCP first needs one round trip for the handshake.',
    zh: 'UDP 的第一个包就是数据。TCP 要先用一个往返完成握手。',
  },
  runs: [
    {
      id: 'tcp',
      title: { en: 'TCP', zh: 'TCP' },
      link: "client=send 'hello', close&server=recv 5, recv end, close",
    },
    {
      id: 'udp',
      title: { en: 'UDP', zh: 'UDP' },
      link: "protocol=udp&client=send 'hello', close&server=recv 5, close",
    },
    { id: 'tcp-nobody', title: { en: 'TCP, nobody listens', zh: 'TCP，没有程序监听' }, link: 'listen=off' },
    {
      id: 'udp-nobody',
      title: { en: 'UDP, nobody is there', zh: 'UDP，没有程序接收' },
      link: "protocol=udp&listen=off&client=send 'hello', wait 100ms, close",
    },
  ],
  words: 'UDP 数据报 datagram SOCK_DGRAM',
  asks: [
    { en: 'Does UDP connect?', zh: 'UDP 需要连接吗？' },
    { en: 'How do TCP and UDP differ in use?', zh: 'TCP 和 UDP 的使用方法有什么不同？' },
  ],
  interview: {
    en: 'UDP just sends: no handshake, no state; TCP talks only once connected.',
    zh: 'UDP 直接发送，没有握手，没有连接状态；TCP 要先建立连接。',
  },
  prose: [
    {
      en: 'A UDP socket needs no connection: sendto() puts one datagram on the wire, whoever is there. Nothing is kept, nothing is retransmitted.',
      zh: 'UDP 套接字不需要连接：sendto() 直接发出一个数据报，不管对方在不在。不保存，也不重传。',
    },
    {
      en: 'A connect() on a UDP socket only notes the peer’s address; it sends nothing.',
      zh: '对 UDP 套接字调用 connect() 只是记下对方的地址，不发送任何东西。',
    },
  ],
  claims: [
    {
      says: {
        en: 'With UDP the data arrived after {udp} ms, with TCP after {tcp} ms.',
        zh: 'UDP 的数据在 {udp} ms 后到达，TCP 的在 {tcp} ms 后。',
      },
      check(look) {
        const [udpData] = look.at('udp').run.messages
        const [tcpData] = look.at('tcp').run.messages
        look.at('udp').citePacket(0)
        look.at('tcp').one('client', 'data')
        const [early, late] = [udpData?.received ?? Infinity, tcpData?.received ?? 0]
        look.that(early < late, 'UDP was not earlier')
        return { udp: ms(early), tcp: ms(late) }
      },
    },
    {
      says: {
        en: 'UDP took {udp|# packet|# packets} for the whole conversation, TCP {tcp|#}.',
        zh: '整个对话 UDP 用了 {udp|#} 个包，TCP 用了 {tcp|#} 个。',
      },
      check(look) {
        const [udpCount, tcpCount] = [look.at('udp').run.packets.length, look.at('tcp').run.packets.length]
        look.at('udp').citePacket(0)
        look.that(udpCount === 1 && tcpCount > 1, `UDP took ${udpCount}, TCP ${tcpCount}`)
        return { udp: udpCount, tcp: tcpCount }
      },
    },
    {
      says: {
        en: 'Where nobody listens, TCP’s connect() fails: an RST answers the SYN.',
        zh: '没有程序监听时，TCP 的 connect() 失败：SYN 得到的应答是 RST。',
      },
      check(look) {
        const it = look.at('tcp-nobody')
        it.one('client', 'SYN')
        it.one('server', 'RST')
        look.that(it.run.ends.client.error === 'ECONNREFUSED', `the client got ${it.run.ends.client.error}`)
      },
    },
    {
      says: {
        en: 'Where nobody is, UDP’s send succeeds all the same; an ICMP message comes back, and the program hears nothing of it.',
        zh: '没有程序接收时，UDP 的发送照样成功；返回的是一条 ICMP 消息，程序并不知道。',
      },
      check(look) {
        const it = look.at('udp-nobody')
        const answer = it.run.packets.findIndex(({ bytes }) => bytes[9] === PROTOCOL_ICMP)
        look.that(answer > 0, 'no ICMP message came back')
        it.citePacket(answer)
        look.that(it.run.ends.client.outcome === 'done', `the client got ${it.run.ends.client.error}`)
      },
    },
  ],
}
