import type { Lesson } from './types.ts'

/** When an RST comes. */
export const resetCauses: Lesson = {
  id: 'reset-causes',
  title: { en: 'When an RST comes', zh: 'RST 出现在哪些场景' },
  question: {
    en: 'A client was switched off and on again. The server, which knows nothing of it, sends. What comes back?',
    zh: '客户端断电后重启。不知情的服务器发送数据。会收到什么？',
  },
  choices: [
    { en: 'an ACK', zh: 'ACK' },
    { en: 'an RST: nobody knows that connection there', zh: 'RST：那边没有这个连接' },
    { en: 'a FIN', zh: 'FIN' },
  ],
  answer: 1,
  because: {
    en: 'A segment that fits to no connection is answered with an RST. That is how a half-open connection is found out, once somebody sends.',
    zh: '不属于任何连接的报文段用 RST 应答。半开连接就是这样在有人发送时被发现的。',
  },
  runs: [
    {
      id: 'main',
      title: {
        en: 'Half-open: the client has forgotten the connection',
        zh: '半开连接：客户端已不认识这个连接',
      },
      link: "client=send 'hello', reset&server=recv 5, wait 1s, send 'x', recv end, close&lose=client.4&back=delay 60ms",
    },
    {
      id: 'refused',
      title: { en: 'Nobody listens', zh: '没有监听' },
      link: "listen=off&client=send 'hello', close",
    },
    {
      id: 'unread',
      title: { en: 'close() with unread data', zh: '有未读数据时 close()' },
      link: 'client=wait 100ms, close&server=send 5000, recv end, close',
    },
    {
      id: 'linger',
      title: { en: 'SO_LINGER {1,0}, or reset()', zh: 'SO_LINGER {1,0}，或 reset()' },
      link: "client=send 'hello', reset&server=recv end, close",
    },
    {
      id: 'late',
      title: { en: 'Data after the peer has closed both directions', zh: '对方已全部关闭后还发数据' },
      link: "client=close&server=send 'x' x3 every 100ms, close",
    },
    {
      id: 'overflow',
      title: { en: 'tcp_abort_on_overflow', zh: 'tcp_abort_on_overflow' },
      link: 'clients=4&backlog=1&accept=0&client=recv end&server=&until=1s&server.abortOnOverflow=on',
    },
  ],
  words:
    'RST 场景 ECONNRESET ECONNREFUSED EPIPE connection reset by peer connection refused 半开连接 half-open 「复位」',
  asks: [
    { en: 'When is an RST sent?', zh: '哪些场景会出现 RST？' },
    { en: 'What is "connection reset by peer"?', zh: '“connection reset by peer”是什么原因？' },
    { en: 'What is a half-open connection?', zh: '什么是半开连接？' },
  ],
  interview: {
    en: 'Nobody listens; the connection is unknown (the peer restarted); close() with unread data; SO_LINGER {1,0}; data to a side that has closed wholly; a full accept queue with tcp_abort_on_overflow; and firewalls that forge one.',
    zh: '端口没有监听；连接不存在（对方重启过）；有未读数据时 close()；SO_LINGER {1,0}；向已完全关闭的一方发数据；全连接队列满且 tcp_abort_on_overflow = 1；还有防火墙伪造的。',
  },
  prose: [
    {
      en: 'connect() answered by RST is ECONNREFUSED; later recv() fails with ECONNRESET, and a send() after that with EPIPE.',
      zh: 'connect() 遇到 RST 是 ECONNREFUSED；之后 recv() 得到 ECONNRESET，再 send() 得到 EPIPE。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The half-open connection: the server’s segment was answered with an RST, and its program got {error}.',
        zh: '半开连接：服务器的报文段得到 RST，程序得到 {error}。',
      },
      check(look) {
        const it = look.at()
        const [first, answer] = it.all('client', 'RST')
        look.that(first?.fate === 'lost' && answer !== undefined, 'there was no answer')
        if (answer !== undefined) it.cite(answer)
        const { error } = it.run.ends.server
        look.that(error === 'ECONNRESET', `it got ${error}`)
        return { error: error ?? '' }
      },
    },
    {
      says: {
        en: 'Nobody listened: the SYN was answered with an RST, and connect() failed with {error}.',
        zh: '没有监听：SYN 得到 RST，connect() 以 {error} 失败。',
      },
      check(look) {
        const it = look.at('refused')
        it.one('client', 'SYN')
        it.one('server', 'RST')
        const { error } = it.run.ends.client
        look.that(error === 'ECONNREFUSED', `it failed with ${error}`)
        return { error: error ?? '' }
      },
    },
    {
      says: {
        en: 'Unread data, SO_LINGER {1,0}, and data to who has closed wholly: an RST from the client each time.',
        zh: '有未读数据、SO_LINGER {1,0}、向已完全关闭的一方发数据：每次都由客户端发出 RST。',
      },
      check(look) {
        for (const id of ['unread', 'linger', 'late']) look.at(id).one('client', 'RST')
      },
    },
    {
      says: {
        en: 'A full accept queue with tcp_abort_on_overflow: an RST from the server to {count|# client|# clients}.',
        zh: '全连接队列满且 tcp_abort_on_overflow = 1：服务器向 {count|#} 个客户端发出 RST。',
      },
      check(look) {
        const { traces } = look.at('overflow').run
        let count = 0
        for (const { id } of traces) {
          const it = look.at('overflow', id)
          if (it.all('server', 'RST').length === 0) continue
          it.one('server', 'RST')
          count++
        }
        look.that(count > 0, 'no RST came')
        return { count }
      },
    },
  ],
}
