import type { Lesson } from './types.ts'

/** bind, and the port that is picked. */
export const bind: Lesson = {
  id: 'bind',
  title: { en: 'bind, and the port that is picked', zh: 'bind 与自动选取的端口' },
  question: {
    en: 'Two clients connect to port 8888 of one server, and neither calls bind(). Which ports do they use themselves?',
    zh: '两个客户端连接同一服务器的 8888 端口，都没有调用 bind()。它们自己用哪个端口？',
  },
  choices: [
    { en: 'both use 8888', zh: '都用 8888' },
    { en: 'each its own, picked by the host', zh: '各用主机选取的一个' },
    { en: 'none: only servers have ports', zh: '没有端口：只有服务器才有' },
  ],
  answer: 1,
  because: {
    en: 'Every connection has a port at both ends. Who does not bind gets a free one, from the range for that.',
    zh: '每个连接的两端都有端口。不 bind 的一端得到一个空闲端口，取自专门的范围。',
  },
  runs: [
    { id: 'main', title: { en: 'No bind', zh: '不 bind' }, link: 'clients=2&spacing=1ms' },
    { id: 'fixed', title: { en: 'bind(40000)', zh: 'bind(40000)' }, link: 'bind=40000' },
    { id: 'zero', title: { en: 'bind(0)', zh: 'bind(0)' }, link: 'bind=0' },
  ],
  words: 'bind 临时端口 ephemeral port',
  asks: [
    { en: 'Must a client bind a port?', zh: '客户端需要 bind 吗？' },
    { en: 'Why must a server bind?', zh: '服务器为什么必须 bind？' },
  ],
  interview: {
    en: 'A server binds so that clients find it; a client may, but usually its ephemeral port is picked by connect().',
    zh: '服务器要 bind，客户端才找得到它；客户端可以不 bind，由系统选临时端口。',
  },
  prose: [
    {
      en: 'A server binds because clients must know where to go. A client usually does not: connect() picks a port for it. bind(0) picks one too, before there is a connection.',
      zh: '服务器要 bind，因为客户端必须知道去哪里。客户端通常不必：connect() 会替它选。bind(0) 也是自动选取，只是在连接之前。',
    },
  ],
  claims: [
    {
      says: {
        en: 'Without bind the clients came from ports {a} and {b}: two, and both from the range 32768–60999.',
        zh: '没有 bind，两个客户端来自端口 {a} 和 {b}：互不相同，都在 32768–60999 之内。',
      },
      check(look) {
        const ports = [look.at('main', 0), look.at('main', 1)].map((it) => {
          it.one('client', 'SYN')
          return it.trace.client.port
        })
        look.that(ports[0] !== ports[1], 'both have one port')
        look.that(
          ports.every((port) => port >= 32_768 && port <= 60_999),
          `they came from ${ports.join(' and ')}`,
        )
        return { a: ports[0] ?? 0, b: ports[1] ?? 0 }
      },
    },
    {
      says: {
        en: 'All connections go to one port of the server, {port}: the four numbers (two addresses, two ports) tell them apart.',
        zh: '所有连接都到服务器的同一个端口 {port}：靠四元组（两端的地址和端口）区分它们。',
      },
      check(look) {
        const traces = look.at('main').run.traces
        look.at('main', 0).one('client', 'SYN')
        look.at('main', 1).one('client', 'SYN')
        look.that(new Set(traces.map(({ server }) => server.port)).size === 1, 'the ports differ')
        return { port: traces[0]?.server.port ?? 0 }
      },
    },
    {
      says: {
        en: 'After bind(40000) the client’s SYN comes from port 40000.',
        zh: 'bind(40000) 之后，客户端的 SYN 来自端口 40000。',
      },
      check(look) {
        const it = look.at('fixed')
        it.one('client', 'SYN')
        look.that(it.trace.client.port === 40_000, `it came from ${it.trace.client.port}`)
      },
    },
    {
      says: {
        en: 'bind(0) picked port {port} before any packet was sent, and the SYN came from it.',
        zh: 'bind(0) 在发送任何包之前就选定端口 {port}，SYN 正是从它发出。',
      },
      check(look) {
        const it = look.at('zero')
        it.one('client', 'SYN')
        const call = it.call('client', 'bind(0)')
        const { port } = it.trace.client
        look.that(call.afterPackets === 0 && call.text.endsWith(` ${port}`), `${call.text}, SYN from ${port}`)
        return { port }
      },
    },
  ],
}
