import type { Lesson } from './types.ts'

const FULL = 'clients=5&backlog=2&accept=0&client=recv end&server=&until=5s'

/** The accept queue is full: silence or RST. */
export const acceptOverflow: Lesson = {
  id: 'accept-overflow',
  title: { en: 'A full accept queue: silence or RST', zh: '全连接队列溢出：沉默还是 RST' },
  question: {
    en: 'The accept queue is full. What does the server do with the third segment of one more handshake?',
    zh: '全连接队列已满。服务器怎样处理又一个握手的第三个报文段？',
  },
  choices: [
    { en: 'drops it; the client believes to be connected', zh: '丢弃它；客户端以为已经连上' },
    { en: 'always answers with an RST', zh: '总是用 RST 应答' },
    { en: 'lengthens the queue', zh: '把队列加长' },
  ],
  answer: 0,
  because: {
    en: 'Dropping is kind: the program may accept soon, and the client tries further. With tcp_abort_on_overflow = 1 it is an RST at once.',
    zh: '丢弃留有余地：程序可能马上就会 accept，客户端也会继续尝试。tcp_abort_on_overflow = 1 时则立即发 RST。',
  },
  runs: [
    { id: 'main', title: { en: 'tcp_abort_on_overflow = 0', zh: 'tcp_abort_on_overflow = 0' }, link: FULL },
    {
      id: 'abort',
      title: { en: 'tcp_abort_on_overflow = 1', zh: 'tcp_abort_on_overflow = 1' },
      link: `${FULL}&server.abortOnOverflow=on`,
    },
    {
      id: 'cap',
      title: { en: 'somaxconn = 1 below backlog 128', zh: 'somaxconn = 1 小于 backlog 128' },
      link: `${FULL.replace('backlog=2', 'backlog=128')}&server.maxBacklog=1`,
    },
  ],
  words:
    '全连接队列 溢出 accept queue overflow somaxconn tcp_abort_on_overflow ss -lnt Recv-Q Send-Q backlog listen(128) ListenOverflows',
  asks: [
    { en: 'What if the accept queue is full?', zh: '全连接队列满了会怎样？' },
    { en: 'How do I see that an accept queue is full?', zh: '怎样查看全连接队列是否溢出？' },
    {
      en: 'What are somaxconn and tcp_abort_on_overflow?',
      zh: 'somaxconn 和 tcp_abort_on_overflow 是什么？',
    },
  ],
  interview: {
    en: 'The queue holds min(backlog, somaxconn) + 1. When full the last ACK is dropped (or answered with RST by tcp_abort_on_overflow). ss -lnt shows it: Recv-Q is how many wait, Send-Q the backlog; nstat counts TcpExtListenOverflows.',
    zh: '队列长度为 min(backlog, somaxconn)，可多容纳一个。满了就丢弃最后的 ACK（tcp_abort_on_overflow = 1 时回 RST）。用 ss -lnt 看：Recv-Q 是等待的个数，Send-Q 是 backlog；nstat 的 TcpExtListenOverflows 是溢出次数。',
  },
  prose: [
    {
      en: 'The remedy is a program that accepts faster; a longer queue only hides it.',
      zh: '根本的办法是让程序更快地 accept；加长队列只是掩盖问题。',
    },
  ],
  claims: [
    {
      says: {
        en: 'Dropped in silence: no RST, {made|# connection|# connections} made, and {waiting|# handshake|# handshakes} with retransmissions.',
        zh: '默默丢弃：没有 RST，建成 {made|#} 个连接，{waiting|#} 个握手在重传。',
      },
      check(look) {
        const { traces, sockets } = look.at().run
        const made = sockets.filter(({ side, state }) => side === 'server' && state === 'ESTABLISHED').length
        let waiting = 0
        for (const { id, segments } of traces) {
          const it = look.at('main', id)
          look.that(it.all('server', 'RST').length === 0, 'an RST came')
          const again = segments.find(({ kinds }) => kinds.includes('retransmission'))
          if (again === undefined) continue
          it.cite(again)
          waiting++
        }
        look.that(made === 3 && waiting > 0, `${made} were made, ${waiting} wait`)
        return { made, waiting }
      },
    },
    {
      says: {
        en: 'With tcp_abort_on_overflow {count|# client|# clients} had believed to be ESTABLISHED and got an RST.',
        zh: '启用 tcp_abort_on_overflow 时，{count|#} 个客户端以为已是 ESTABLISHED，却收到了 RST。',
      },
      check(look) {
        const { traces } = look.at('abort').run
        let count = 0
        for (const { id } of traces) {
          const it = look.at('abort', id)
          if (it.all('server', 'RST').length === 0) continue
          it.one('client', 'ACK')
          it.one('server', 'RST')
          count++
        }
        look.that(count > 0, 'no RST came')
        return { count }
      },
    },
    {
      says: {
        en: 'listen({backlog}) was cut to somaxconn: {made|# connection|# connections}.',
        zh: 'listen({backlog}) 被 somaxconn 截短：建成 {made|#} 个连接。',
      },
      check(look) {
        const { run } = look.at('cap')
        const made = run.sockets.filter(
          ({ side, state }) => side === 'server' && state === 'ESTABLISHED',
        ).length
        look.at('cap').one('server', 'SYN-ACK')
        look.that(made === 2, `${made} were made`)
        return { backlog: run.scenario.server.backlog, made }
      },
    },
  ],
}
