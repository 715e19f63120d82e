import type { Lesson } from './types.ts'

/** How many connections there can be. */
export const connections: Lesson = {
  id: 'connections',
  title: { en: 'How many connections: the four-tuple', zh: '最多多少个连接：四元组' },
  question: {
    en: 'How many connections can one port of a server have?',
    zh: '服务器的一个端口最多能有多少个连接？',
  },
  choices: [
    { en: '65,535', zh: '65,535 个' },
    { en: 'one', zh: '1 个' },
    { en: 'as many as there are four-tuples and memory', zh: '取决于四元组和内存，远多于 65,535' },
  ],
  answer: 2,
  because: {
    en: 'A connection is named by both addresses and both ports. At the server only the client’s two vary: 2^32 addresses times 2^16 ports.',
    zh: '连接由双方的地址和端口共同标识。在服务器上变化的是客户端的两个：2^32 个地址乘以 2^16 个端口。',
  },
  runs: [
    {
      id: 'main',
      title: { en: '100 clients, one port', zh: '100 个客户端，一个端口' },
      link: 'clients=100&spacing=1ms&client=recv end&server=&until=1s',
    },
  ],
  words:
    '四元组 four-tuple 最大连接数 端口上限 65535 C10K 文件描述符 ulimit EMFILE ip_local_port_range ephemeral 临时端口',
  asks: [
    { en: 'How many TCP connections can a server have?', zh: '一台服务器最多能有多少个 TCP 连接？' },
    {
      en: 'How many connections can a client make to one server?',
      zh: '一个客户端最多能向同一服务器建立多少个连接？',
    },
    { en: 'What names a connection?', zh: '一个连接由什么唯一标识？' },
  ],
  interview: {
    en: 'A server: limited by descriptors (ulimit -n) and memory, not by 65,535. A client to one destination: by its ephemeral ports, 28,232 by default in Linux (32768 to 60999), per own address.',
    zh: '服务器：受文件描述符（ulimit -n）和内存限制，与 65,535 无关。客户端对同一目的地：受临时端口限制，Linux 默认 28,232 个（32768 到 60999），每个本机地址各算一份。',
  },
  prose: [
    {
      en: 'accept() takes no new port: every accepted socket has the listener’s. What a program holds of each is a descriptor.',
      zh: 'accept() 不占用新端口：每个已连接套接字用的都是监听端口。程序为每个连接持有一个描述符。',
    },
  ],
  claims: [
    {
      says: {
        en: '{count|# connection|# connections} ESTABLISHED on one port, {port}, each with another port of the client.',
        zh: '一个端口 {port} 上有 {count|#} 个 ESTABLISHED 的连接，客户端的端口各不相同。',
      },
      check(look) {
        const { run } = look.at()
        const made = run.sockets.filter(({ side, state }) => side === 'server' && state === 'ESTABLISHED')
        for (const id of [0, 1]) look.at('main', id).one('client', 'SYN')
        look.that(
          made.length === 100 && new Set(made.map(({ clientPort }) => clientPort)).size === 100,
          `${made.length}`,
        )
        const ports = new Set(
          run.programs.filter(({ role }) => role === 'session').map(({ local }) => local?.port),
        )
        look.that(ports.size === 1, 'they have several ports')
        return { count: made.length, port: run.scenario.server.port }
      },
    },
  ],
}
