import type { Lesson } from './types.ts'

/** The steps of a server. */
export const server: Lesson = {
  id: 'server',
  title: { en: 'The steps of a server', zh: '服务器的步骤' },
  question: {
    en: 'A server calls socket(), bind(), listen(), accept(). How many packets do these four send?',
    zh: '服务器依次调用 socket()、bind()、listen()、accept()。这四个调用一共发送几个包？',
  },
  choices: [
    { en: 'none', zh: '一个也不发' },
    { en: 'one each', zh: '各发一个' },
    { en: 'accept() sends the SYN-ACK', zh: 'accept() 发送 SYN+ACK' },
  ],
  answer: 0,
  because: {
    en: 'They only prepare. The host itself answers a SYN while the program waits; accept() takes what is already there.',
    zh: '它们只做准备。SYN 由主机自己应答，程序在等待；accept() 取走已经建好的连接。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server accepts late', zh: '服务器很晚才接受' },
      link: "client=send 'hello', recv 5, close&acceptAt=200ms",
    },
  ],
  words: 'listen accept bind 被动打开 监听',
  asks: [
    { en: 'What are the steps of a TCP server?', zh: 'TCP 服务器的步骤是什么？' },
    { en: 'What does listen() do?', zh: 'listen() 做了什么？' },
  ],
  interview: {
    en: 'socket, bind, listen, accept, then recv and send; bind and listen put nothing on the wire.',
    zh: 'socket、bind、listen、accept，然后 recv、send；bind 和 listen 不发任何包。',
  },
  prose: [
    {
      en: 'bind() takes the port. listen() makes the socket passive: from then on the host answers handshakes by itself. accept() gives the program a finished connection.',
      zh: 'bind() 占用端口。listen() 让套接字变为被动：此后由主机自己应答握手。accept() 把完成的连接交给程序。',
    },
    {
      en: 'Here the server calls accept() after 200 ms. By then the connection has long been made, and data waits.',
      zh: '这里服务器 200 ms 后才调用 accept()。那时连接早已建好，数据也在等着。',
    },
  ],
  loose: {
    en: '“accept() does the handshake” is loose: the handshake is over before accept() gives the connection out.',
    zh: '“accept() 完成握手”不严谨：accept() 交出连接之前，握手已经结束。',
  },
  claims: [
    {
      says: {
        en: 'socket(), bind() and listen() are done before any packet, and send none.',
        zh: 'socket()、bind()、listen() 都在第一个包之前完成，而且不发送任何包。',
      },
      check(look) {
        const it = look.at()
        for (const name of ['socket()', 'bind(', 'listen(']) {
          look.that(it.call('server', name).afterPackets === 0, `${name} came behind a packet`)
        }
        look.that(it.one('client', 'SYN').packet === 0, 'the first packet is no SYN of the client')
      },
    },
    {
      says: {
        en: 'The handshake, and the first data, came before accept() returned.',
        zh: '握手和第一批数据都在 accept() 返回之前就到了。',
      },
      check(look) {
        const it = look.at()
        const accept = it.call('server', 'accept()')
        const ack = it.one('client', 'ACK')
        const data = it.one('client', 'data')
        look.that((ack.arrival ?? Infinity) < accept.time, 'the handshake was not over')
        look.that((data.arrival ?? Infinity) < accept.time, 'the data was not there')
      },
    },
    {
      says: {
        en: 'The host acknowledged the data although no program had accepted the connection.',
        zh: '还没有程序接受连接，主机就已经确认了数据。',
      },
      check(look) {
        const it = look.at()
        const data = it.one('client', 'data')
        const ack = it.one('server', 'ACK', data)
        look.that(ack.relAck === data.relSeq + data.length, 'the data was not acknowledged')
        look.that(ack.time < it.call('server', 'accept()').time, 'accept() came first')
      },
    },
  ],
}
