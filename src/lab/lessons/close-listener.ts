import type { Lesson } from './types.ts'

/** Closing the listener leaves the accepted connections alone. */
export const closeListener: Lesson = {
  id: 'close-listener',
  title: { en: 'Closing the listener', zh: '关闭监听套接字' },
  question: {
    en: 'A server talks with a client and closes its listening socket. What happens to that conversation?',
    zh: '服务器正与一个客户端对话，这时关闭监听套接字。这次对话会怎样？',
  },
  choices: [
    { en: 'it ends with a FIN', zh: '以 FIN 结束' },
    { en: 'it is reset', zh: '被重置' },
    { en: 'nothing: only new clients are refused', zh: '不受影响：只是新客户端被拒绝' },
  ],
  answer: 2,
  because: {
    en: 'The accepted socket is another socket. Without a listener the host answers new SYNs with RST.',
    zh: '已连接套接字是另一个。没有监听套接字，主机用 RST 应答新的 SYN。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server stops listening after the first words', zh: '服务器听到第一句后停止监听' },
      link: "clients=2&spacing=100ms&client=send 'one', wait 200ms, send 'two', recv 3, close&server=recv 3, stop, recv 3, send 'yes', recv end, close",
    },
  ],
  words: '关闭监听套接字 close listener 平滑重启',
  asks: [
    {
      en: 'What becomes of connections when the listener is closed?',
      zh: '关闭监听套接字后，已有的连接会怎样？',
    },
  ],
  interview: {
    en: 'Accepted connections talk on; new ones are refused.',
    zh: '已连接套接字照常通信，新的连接被拒绝。',
  },
  prose: [
    {
      en: 'Servers stop in this order: close the listener, let the conversations end, go.',
      zh: '服务器通常这样停止：先关闭监听套接字，让现有对话结束，再退出。',
    },
  ],
  claims: [
    {
      says: { en: 'Closing the listener sent no packet.', zh: '关闭监听套接字没有发送任何包。' },
      check(look) {
        const it = look.at()
        const stop = it.call('server', 'listener.close()')
        // A FIN or RST of the server at this moment would be its doing.
        const sent = it.trace.segments.filter(
          ({ from, time, flags }) => from === 'server' && time === stop.time && (flags & 5) !== 0,
        )
        look.that(sent.length === 0, 'a FIN or RST was sent at that moment')
      },
    },
    {
      says: {
        en: 'The accepted connection went on: data went both ways after it, and it ended with FINs.',
        zh: '已接受的连接照常继续：此后双向都有数据，最后以 FIN 结束。',
      },
      check(look) {
        const it = look.at()
        const stop = it.call('server', 'listener.close()')
        for (const side of ['client', 'server'] as const) {
          const data = it.all(side, 'data').find(({ time }) => time > stop.time)
          look.that(data !== undefined, `the ${side} sent no data behind it`)
          if (data !== undefined) it.cite(data)
          it.one(side, 'FIN')
        }
        look.that(it.all('server', 'RST').length === 0, 'the connection was reset')
      },
    },
    {
      says: {
        en: 'The next client was refused: its SYN met an RST.',
        zh: '下一个客户端被拒绝：它的 SYN 得到 RST。',
      },
      check(look) {
        const it = look.at('main', 1)
        it.one('client', 'SYN')
        it.one('server', 'RST')
        const error = it.run.programs.filter((program) => program.role === 'client')[1]?.error
        look.that(error === 'ECONNREFUSED', `it got ${error}`)
      },
    },
  ],
}
