import type { Lesson } from './types.ts'

/** SO_REUSEADDR and "Address already in use". */
export const reuseAddress: Lesson = {
  id: 'reuse-address',
  title: { en: 'SO_REUSEADDR: Address already in use', zh: 'SO_REUSEADDR 与 Address already in use' },
  question: {
    en: 'A server with connections is stopped and started again at once. bind() fails with EADDRINUSE, though no process holds the port. Why?',
    zh: '有连接的服务器停止后马上重启。没有进程占用端口，bind() 却以 EADDRINUSE 失败。为什么？',
  },
  choices: [
    { en: 'its old connections are in TIME-WAIT with that port', zh: '旧连接带着这个端口处于 TIME-WAIT' },
    { en: 'the kernel keeps a listener for a minute', zh: '内核把监听保留一分钟' },
    { en: 'the clients hold the port', zh: '客户端占着端口' },
  ],
  answer: 0,
  because: {
    en: 'The server closed first, so its end waits 2MSL. bind() without SO_REUSEADDR takes that for a conflict; with it only another listener is one.',
    zh: '服务器先关闭，所以它那一端要等 2MSL。没有 SO_REUSEADDR 的 bind() 把这当作冲突；设置后只有别的监听才算冲突。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server closes first', zh: '服务器先关闭' },
      link: "client=recv end, close&server=send 'hello', close&until=5s",
    },
    {
      id: 'client',
      title: { en: 'The client closes first', zh: '客户端先关闭' },
      link: "client=send 'hello', close&server=recv end, close&until=5s",
    },
  ],
  words: 'SO_REUSEADDR SO_REUSEPORT Address already in use EADDRINUSE 端口被占用 重启 bind TIME_WAIT',
  asks: [
    {
      en: 'Why "Address already in use", and what helps?',
      zh: '为什么会出现 Address already in use，怎么解决？',
    },
    { en: 'What does SO_REUSEADDR do?', zh: 'SO_REUSEADDR 有什么作用？' },
  ],
  interview: {
    en: 'SO_REUSEADDR lets a server bind its port while old connections are in TIME-WAIT; every server sets it. It does not let two listeners share a port: that is SO_REUSEPORT.',
    zh: 'SO_REUSEADDR 允许在旧连接处于 TIME-WAIT 时绑定端口，服务器都应设置。它不允许两个监听共用端口，那是 SO_REUSEPORT。',
  },
  prose: [
    {
      en: 'In Python: s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1) before bind(). Node, ncat and synfin set it by themselves.',
      zh: 'Python 中在 bind() 之前调用 s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)。Node、ncat 和 synfin 自动设置。',
    },
  ],
  claims: [
    {
      says: {
        en: 'After the server had closed first, {count|# connection|# connections} with its port {port} {count|was|were} in TIME-WAIT at the server, and no program was left.',
        zh: '服务器先关闭后，服务器上端口 {port} 还有 {count|#} 个连接处于 TIME-WAIT，而程序都已结束。',
      },
      check(look) {
        const it = look.at()
        it.one('server', 'FIN')
        const count = it.run.sockets.filter(
          ({ side, state }) => side === 'server' && state === 'TIME-WAIT',
        ).length
        look.that(count === 1, `${count} wait`)
        look.that(
          it.run.programs.every(({ outcome }) => outcome === 'done'),
          'a program still ran',
        )
        return { count, port: it.run.scenario.server.port }
      },
    },
    {
      says: {
        en: 'When the client closed first the server had {count|# connection|# connections} left: its port was free at once.',
        zh: '客户端先关闭时，服务器剩下 {count|#} 个连接：端口立即可用。',
      },
      check(look) {
        const it = look.at('client')
        it.one('client', 'FIN')
        const count = it.run.sockets.filter(({ side }) => side === 'server').length
        look.that(count === 0, `${count} are left`)
        return { count }
      },
    },
  ],
}
