import type { Lesson } from './types.ts'

/** CLOSE-WAIT that never ends. */
export const closeWait: Lesson = {
  id: 'close-wait',
  title: { en: 'Many connections in CLOSE-WAIT', zh: 'CLOSE_WAIT 过多怎么办' },
  question: {
    en: 'A server has thousands of connections in CLOSE-WAIT, for hours. Whose fault is it?',
    zh: '服务器上有几千个连接处于 CLOSE-WAIT，几个小时都不消失。是谁的问题？',
  },
  choices: [
    { en: 'the network loses the FIN', zh: '网络丢了 FIN' },
    {
      en: 'the server’s program: it read the end and never calls close()',
      zh: '服务器程序：读到了结束，却没有调用 close()',
    },
    { en: 'the clients do not close', zh: '客户端没有关闭' },
  ],
  answer: 1,
  because: {
    en: 'The FIN has come and was acknowledged. What is missing is the own FIN, and only the own program can send it. No timer ends CLOSE-WAIT.',
    zh: 'FIN 已收到，也已确认。缺的是自己的 FIN，只有自己的程序能发出。没有任何定时器会结束 CLOSE-WAIT。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server reads the end and does not close', zh: '服务器读到结束却不关闭' },
      link: "client=send 'hello', close&server=recv end&until=90s",
    },
    {
      id: 'closed',
      title: { en: 'The server closes after 1 s', zh: '服务器 1 s 后关闭' },
      link: "client=send 'hello', close&server=recv end, wait 1s, close",
    },
  ],
  words: 'CLOSE_WAIT 过多 FIN_WAIT_2 忘记关闭 句柄泄漏 too many open files leak ss netstat 被动关闭方',
  asks: [
    { en: 'Why are there many CLOSE_WAIT, and what helps?', zh: 'CLOSE_WAIT 过多是什么原因，怎么办？' },
    { en: 'How long does CLOSE_WAIT last?', zh: 'CLOSE_WAIT 会持续多久？' },
  ],
  interview: {
    en: 'CLOSE_WAIT is the passive closer’s wait for its own close(). Many of them are a bug of the program: recv() returned 0 and the socket was not closed. No sysctl helps; find the missing close().',
    zh: 'CLOSE_WAIT 是被动关闭方在等自己的 close()。大量出现是程序的错误：recv() 返回 0 后没有关闭套接字。调内核参数没有用，要找出没有调用 close() 的地方。',
  },
  prose: [
    {
      en: 'Each takes a descriptor, so the end is EMFILE: too many open files. The peer’s FIN-WAIT-2 ends by itself after 60 s (tcp_fin_timeout); CLOSE-WAIT does not.',
      zh: '每个都占一个文件描述符，最后是 EMFILE：打开的文件过多。对方的 FIN-WAIT-2 过 60 s 自行结束（tcp_fin_timeout），CLOSE-WAIT 不会。',
    },
    {
      en: 'To see them with their program: ss -tanp state close-wait.',
      zh: '查看它们属于哪个程序：ss -tanp state close-wait。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The FIN was acknowledged, recv() returned 0, and when nothing more could happen the server was still in CLOSE-WAIT.',
        zh: 'FIN 已确认，recv() 返回 0；到再也不会发生什么时，服务器仍处于 CLOSE-WAIT。',
      },
      check(look) {
        const it = look.at()
        const fin = it.one('client', 'FIN')
        const ack = it.all('server', 'ACK').find(({ relAck }) => relAck === fin.relSeq + 1)
        look.that(ack !== undefined, 'it was not acknowledged')
        if (ack !== undefined) it.cite(ack)
        it.call('server', 'recv(1024) = 0')
        const state = it.run.sockets.find(({ side }) => side === 'server')?.state
        look.that(state === 'CLOSE-WAIT', `it was in ${state}`)
        look.that(it.all('server', 'FIN').length === 0, 'it sent a FIN')
      },
    },
    {
      says: {
        en: 'With a close() the server’s FIN left at that moment, and {count|# connection was|# connections were} left at the server.',
        zh: '调用 close() 的那一刻服务器发出 FIN，服务器上剩下 {count|#} 个连接。',
      },
      check(look) {
        const it = look.at('closed')
        const fin = it.one('server', 'FIN')
        look.that(it.call('server', 'close()').time === fin.time, 'the FIN left at another time')
        const count = it.run.sockets.filter(({ side }) => side === 'server').length
        look.that(count === 0, `${count} are left`)
        return { count }
      },
    },
  ],
}
