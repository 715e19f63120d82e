import type { Exhibit } from './look.ts'
import type { Lesson } from './types.ts'

const MANY = 'clients=20&spacing=10ms&until=3s'

/** How many connections a host keeps in TIME-WAIT. */
function waiting(it: Exhibit, side: 'client' | 'server'): number {
  return it.run.sockets.filter((socket) => socket.side === side && socket.state === 'TIME-WAIT').length
}

/** Too many TIME-WAIT. */
export const timeWaitMany: Lesson = {
  id: 'time-wait-many',
  title: { en: 'Many connections in TIME-WAIT', zh: 'TIME_WAIT 过多怎么办' },
  question: {
    en: 'A server closes first and has 20 connections in TIME-WAIT on its port 8888. Can a 21st client connect?',
    zh: '服务器先关闭，端口 8888 上有 20 个连接处于 TIME-WAIT。第 21 个客户端还能连接吗？',
  },
  choices: [
    { en: 'no, the port is taken', zh: '不能，端口被占用' },
    { en: 'yes: it has another four-tuple', zh: '能：它的四元组不同' },
    { en: 'only after 2MSL', zh: '要等 2MSL 之后' },
  ],
  answer: 1,
  because: {
    en: 'TIME-WAIT holds a four-tuple, not the port. It hurts who opens connections: always to the same address and port, only the own port is left to vary.',
    zh: 'TIME-WAIT 占住的是四元组，不是端口。受影响的是发起连接的一方：目的地址和端口不变，能变的只有自己的端口。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server closes first', zh: '服务器先关闭' },
      link: `${MANY}&client=recv end, close&server=send 'hello', close`,
    },
    {
      id: 'client',
      title: { en: 'The clients close first', zh: '客户端先关闭' },
      link: `${MANY}&client=send 'hello', close&server=recv end, close`,
    },
    {
      id: 'one',
      title: { en: 'One connection for all 20', zh: '20 次请求共用一个连接' },
      link: "until=3s&client=send 'hello' x20 every 10ms, close&server=recv end, close",
    },
  ],
  words:
    'TIME_WAIT 过多 2MSL tcp_tw_reuse tcp_tw_recycle 端口耗尽 ip_local_port_range 短连接 长连接 连接池 tcp_max_tw_buckets',
  asks: [
    { en: 'What to do about too many TIME_WAIT?', zh: 'TIME_WAIT 过多有什么危害，怎么办？' },
    { en: 'Does TIME_WAIT take the port of a server?', zh: 'TIME_WAIT 会占住服务器的端口吗？' },
  ],
  interview: {
    en: 'It hurts the active closer that is a client of one destination: its ports run out (28,232 in 60 s, some 470 connections a second). Keep connections open (a pool), let the other end close first, tcp_tw_reuse for outgoing ones, a wider port range. Never tcp_tw_recycle, gone since Linux 4.12.',
    zh: '有危害的是主动关闭、又总连同一目的地的客户端：端口会耗尽（60 s 内 28,232 个，每秒约 470 个连接）。办法：长连接或连接池，让对方先关闭，发起方启用 tcp_tw_reuse，扩大端口范围。不要用 tcp_tw_recycle，Linux 4.12 起已删除。',
  },
  prose: [
    {
      en: 'Look before you turn a knob: ss -tan state time-wait | wc -l. Each costs some hundred bytes of memory and no socket of the program.',
      zh: '先看数量再调参数：ss -tan state time-wait | wc -l。每个只占几百字节内存，不占程序的套接字。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The server had {count|# connection|# connections} in TIME-WAIT on one port, and every client was accepted.',
        zh: '服务器的一个端口上有 {count|#} 个连接处于 TIME-WAIT，每个客户端都连上了。',
      },
      check(look) {
        const it = look.at()
        const count = waiting(it, 'server')
        it.one('server', 'FIN')
        const accepted = it.run.programs.filter(({ role }) => role === 'session').length
        look.that(count === 20 && accepted === 20, `${count} wait, ${accepted} were accepted`)
        return { count }
      },
    },
    {
      says: {
        en: 'Where the clients closed first, they had all {count|#}, and the server had none.',
        zh: '客户端先关闭时，{count|#} 个都在客户端，服务器一个也没有。',
      },
      check(look) {
        const it = look.at('client')
        it.one('client', 'FIN')
        const count = waiting(it, 'client')
        look.that(count === 20 && waiting(it, 'server') === 0, `${count} wait`)
        return { count }
      },
    },
    {
      says: {
        en: 'With one connection for all of it: {count|#} in TIME-WAIT.',
        zh: '共用一个连接时：TIME-WAIT 只有 {count|#} 个。',
      },
      check(look) {
        const it = look.at('one')
        it.one('client', 'FIN')
        const count = waiting(it, 'client')
        look.that(count === 1, `${count} wait`)
        return { count }
      },
    },
  ],
}
