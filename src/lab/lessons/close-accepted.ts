import type { Lesson } from './types.ts'

/** Closing the accepted socket ends one conversation alone. */
export const closeAccepted: Lesson = {
  id: 'close-accepted',
  title: { en: 'Closing the accepted socket', zh: '关闭已连接套接字' },
  question: {
    en: 'A server closes the socket that accept() gave for the first client. Can a second client still connect?',
    zh: '服务器关闭 accept() 为第一个客户端给出的套接字。第二个客户端还能连接吗？',
  },
  choices: [
    { en: 'yes', zh: '能' },
    { en: 'no: the port is closed', zh: '不能：端口已关闭' },
    { en: 'only after TIME-WAIT', zh: 'TIME-WAIT 之后才能' },
  ],
  answer: 0,
  because: {
    en: 'One conversation ends with a FIN. The listener is another socket and goes on, whoever waits in TIME-WAIT.',
    zh: '只有这一次对话以 FIN 结束。监听套接字是另一个套接字，照常工作，不管谁在 TIME-WAIT。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server closes after each answer', zh: '服务器每次答完就关闭' },
      link: "clients=2&spacing=100ms&client=send 'hello', recv end, close&server=recv 5, send 'bye', close",
    },
  ],
  words: '关闭已连接套接字 close accepted socket',
  asks: [
    {
      en: 'Does closing an accepted socket end the server?',
      zh: '关闭已连接套接字，服务器还能接受别的客户端吗？',
    },
  ],
  interview: {
    en: 'It ends this one client; the listener goes on.',
    zh: '只结束这一个客户端，监听套接字照常工作。',
  },
  prose: [
    {
      en: 'The server closes first here, so it is the server that waits in TIME-WAIT, once for each client. That stops nobody from connecting.',
      zh: '这里服务器先关闭，所以停留在 TIME-WAIT 的是服务器，每个客户端一次。这并不妨碍新的连接。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The server’s FIN is in the first conversation alone; the second one began {n|# packet|# packets} later, on the same port.',
        zh: '服务器的这个 FIN 只属于第一次对话；第二次对话在 {n|#} 个包之后开始，用的是同一个端口。',
      },
      check(look) {
        const [first, second] = [look.at('main', 0), look.at('main', 1)]
        const fin = first.one('server', 'FIN')
        const syn = second.one('client', 'SYN')
        look.that(syn.packet > fin.packet, 'the second client came before the first had been let go')
        look.that(first.trace.server.port === second.trace.server.port, 'the ports differ')
        return { n: syn.packet - fin.packet }
      },
    },
    {
      says: { en: 'The second client was accepted and answered.', zh: '第二个客户端被接受，并得到了回复。' },
      check(look) {
        const it = look.at('main', 1)
        it.one('server', 'SYN-ACK')
        it.one('server', 'data')
        const client = it.run.programs.filter((program) => program.role === 'client')[1]
        look.that(client?.received.length === 3, `it received ${client?.received.length} bytes`)
      },
    },
    {
      says: {
        en: 'At that moment the first connection was in TIME-WAIT at the server.',
        zh: '那一刻，第一个连接在服务器端正处于 TIME-WAIT。',
      },
      check(look) {
        const first = look.at('main', 0)
        const syn = look.at('main', 1).one('client', 'SYN')
        const wait = first.trace.stateChanges.find(({ side, to }) => side === 'server' && to === 'TIME-WAIT')
        look.that(wait !== undefined && wait.time < syn.time, 'it was not')
      },
    },
  ],
}
