import type { Lesson } from './types.ts'

/** listen and accept make a new socket. */
export const accept: Lesson = {
  id: 'accept',
  title: { en: 'accept makes a new socket', zh: 'accept 产生新的套接字' },
  question: {
    en: 'A server listens on port 8888 and accepts two clients. How many sockets does it have then?',
    zh: '服务器监听 8888 端口并接受了两个客户端。这时它有几个套接字？',
  },
  choices: [
    { en: 'one: all on port 8888', zh: '一个：都在 8888 端口上' },
    { en: 'two: one for each client', zh: '两个：每个客户端一个' },
    {
      en: 'three: the listener and one for each client',
      zh: '三个：一个监听套接字，每个客户端各一个已连接套接字',
    },
  ],
  answer: 2,
  because: {
    en: 'The listening socket never carries data. Each accept() gives a new, connected socket; the listener goes on listening.',
    zh: '监听套接字从不传数据。每次 accept() 给出一个新的、已连接的套接字；监听套接字继续监听。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'Two clients, one listener', zh: '两个客户端，一个监听套接字' },
      link: "clients=2&spacing=5ms&client=send 'hello', recv 5, close",
    },
  ],
  words: 'accept 监听套接字 已连接套接字 listening accepted socket',
  asks: [
    {
      en: 'How many sockets does a server with three clients have?',
      zh: '服务器有三个客户端时有几个套接字？',
    },
    { en: 'What does accept() return?', zh: 'accept() 返回什么？' },
  ],
  interview: {
    en: 'One listening socket, and a new connected one from accept() for each client; all share one port.',
    zh: '一个监听套接字，accept() 再为每个客户端返回一个已连接套接字，它们共用一个端口。',
  },
  prose: [
    {
      en: 'The new sockets have the listener’s port. They differ by the client’s address and port.',
      zh: '新套接字的端口与监听套接字相同，靠客户端的地址和端口区分。',
    },
  ],
  claims: [
    {
      says: {
        en: 'accept() returned twice, each time a socket for another client.',
        zh: 'accept() 返回两次，每次给出另一个客户端的套接字。',
      },
      check(look) {
        const it = look.at()
        const [first, second] = [it.call('server', 'accept()', 0), it.call('server', 'accept()', 1)]
        look.that(first.text !== second.text, 'both were for one client')
      },
    },
    {
      says: {
        en: 'Both accepted sockets have port {port}, the listener’s, and different peers.',
        zh: '两个已连接套接字的端口都是 {port}，与监听套接字相同，对方不同。',
      },
      check(look) {
        const { programs } = look.at().run
        for (const connection of [0, 1]) look.at('main', connection).one('server', 'SYN-ACK')
        const sessions = programs.filter((program) => program.role === 'session')
        const listener = programs.find((program) => program.role === 'listener')
        look.that(sessions.length === 2, `there are ${sessions.length} sessions`)
        look.that(
          sessions.every((session) => session.local?.port === listener?.local?.port),
          'the ports differ from the listener’s',
        )
        look.that(sessions[0]?.remote?.port !== sessions[1]?.remote?.port, 'the peers are one')
        return { port: listener?.local?.port ?? 0 }
      },
    },
    {
      says: {
        en: 'Each connection counts its bytes by itself: the two begin with different numbers.',
        zh: '每个连接各有自己的序号：两个连接的初始序号不同。',
      },
      check(look) {
        const [a, b] = [look.at('main', 0).one('client', 'SYN'), look.at('main', 1).one('client', 'SYN')]
        look.that(a.seq !== b.seq, 'both begin with one number')
      },
    },
    {
      says: {
        en: 'The listener itself received no byte; its two sockets received {bytes|#}.',
        zh: '监听套接字自己没有收到任何字节；它的两个套接字共收到 {bytes|#} 字节。',
      },
      check(look) {
        const { programs } = look.at().run
        for (const connection of [0, 1]) look.at('main', connection).one('client', 'data')
        const received = (role: string): number =>
          programs
            .filter((program) => program.role === role)
            .reduce((sum, one) => sum + one.received.length, 0)
        look.that(received('listener') === 0 && received('session') > 0, 'the listener received data')
        return { bytes: received('session') }
      },
    },
  ],
}
