import type { Lesson } from './types.ts'
import { ms } from './look.ts'

/** The steps of a client. */
export const client: Lesson = {
  id: 'client',
  title: { en: 'The steps of a client', zh: 'TCP 客户端的创建流程' },
  question: {
    en: 'A client calls socket(), connect(), send(), recv(), close(). Which of these calls puts the first packet on the wire?',
    zh: '客户端依次调用 socket()、connect()、send()、recv()、close()。哪个调用让第一个包出现在网络上？',
  },
  choices: [
    { en: 'socket()', zh: 'socket()' },
    { en: 'connect()', zh: 'connect()' },
    { en: 'send()', zh: 'send()' },
  ],
  answer: 1,
  because: {
    en: 'socket() only makes something to hold on to. connect() sends the SYN and waits until the server has answered.',
    zh: 'socket() 只是得到一个可用的套接字。connect() 才发出 SYN，并等到服务器应答。',
  },
  runs: [{ id: 'main', title: { en: 'One conversation', zh: '一次对话' }, link: '' }],
  words: 'socket connect 主动打开 「创建流程」 AF_INET AF_INET6 SOCK_STREAM',
  asks: [
    { en: 'What are the steps of a TCP client?', zh: 'TCP 客户端的步骤是什么？' },
    { en: 'Does a client have to connect?', zh: '客户端必须调用 connect() 吗？' },
  ],
  interview: {
    en: 'socket, connect, send, recv, close. Only connect() makes the first packet: a SYN.',
    zh: 'socket、connect、send、recv、close；只有 connect() 才发出第一个包 SYN。',
  },
  prose: [
    {
      en: 'socket() makes the socket. connect() does the handshake. send() and recv() carry bytes. close() ends the connection in order.',
      zh: 'socket() 创建套接字。connect() 完成握手。send() 和 recv() 传送字节。close() 按顺序结束连接。',
    },
    {
      en: 'A client need not bind: connect() picks a free port by itself.',
      zh: '客户端不必 bind：connect() 会自己选一个空闲端口。',
    },
  ],
  loose: {
    en: '“send() sends the data to the server” is loose. send() hands bytes to the own host; it returns before the server has any of them.',
    zh: '“send() 把数据发到服务器”不严谨。send() 只是把字节交给本机，返回时服务器一个字节都还没收到。',
  },
  claims: [
    {
      says: {
        en: 'Nothing is on the wire until connect() is called; its SYN is the first packet.',
        zh: '调用 connect() 之前网络上什么都没有；它的 SYN 是第一个包。',
      },
      check(look) {
        const it = look.at()
        const syn = it.one('client', 'SYN')
        look.that(syn.packet === 0, 'another packet came before the SYN')
        look.that(it.call('client', 'connect').afterPackets === 0, 'a packet was sent before connect()')
      },
    },
    {
      says: {
        en: 'connect() returns one round trip later ({time} ms), as the SYN-ACK arrives.',
        zh: 'connect() 在一个往返之后（{time} ms）随着 SYN+ACK 的到达而返回。',
      },
      check(look) {
        const it = look.at()
        const synAck = it.one('server', 'SYN-ACK')
        const open = it.run.events.find((event) => event.type === 'open' && event.side === 'client')
        look.that(open?.time === synAck.arrival, 'connect() returned at another time')
        return { time: ms(open?.time ?? 0) }
      },
    },
    {
      says: {
        en: 'send() returns at once, {time} ms before the acknowledgement of its bytes comes.',
        zh: 'send() 立即返回，比这些字节的确认早 {time} ms。',
      },
      check(look) {
        const it = look.at()
        const data = it.one('client', 'data')
        const ack = it.one('server', 'ACK', data)
        const [message] = it.run.messages
        look.that(message?.sent === data.time, 'the bytes left at another time')
        look.that((ack.arrival ?? 0) > data.time, 'the ACK was there at once')
        return { time: ms((ack.arrival ?? 0) - data.time) }
      },
    },
    {
      says: {
        en: 'close() puts a FIN on the wire, the last thing that the client begins.',
        zh: 'close() 让 FIN 出现在网络上，这是客户端主动做的最后一件事。',
      },
      check(look) {
        const it = look.at()
        const fin = it.single('client', 'FIN')
        look.that(it.call('client', 'close()').time === fin.time, 'the FIN left at another time')
      },
    },
  ],
}
