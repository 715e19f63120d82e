import type { Lesson } from './types.ts'

/** SYN-RECEIVED and the backlog. */
export const backlog: Lesson = {
  id: 'backlog',
  title: { en: 'SYN-RECEIVED and the backlog', zh: 'SYN-RECEIVED、半连接队列与全连接队列' },
  question: {
    en: 'A server calls listen(2) and never accept(). Five clients connect at once. How many connections are made?',
    zh: '服务器调用 listen(2)，却从不调用 accept()。五个客户端同时连接。能建成几个连接？',
  },
  choices: [
    { en: 'none: accept() is missing', zh: '一个也没有：缺少 accept()' },
    { en: 'two', zh: '两个' },
    { en: 'three', zh: '三个' },
  ],
  answer: 2,
  because: {
    en: 'The host finishes handshakes by itself and lets them wait. As in Linux the queue is full when it holds more than the backlog: 2 + 1.',
    zh: '主机自己完成握手，让连接排队等待。和 Linux 一样，队列中的数目超过 backlog 才算满：2 + 1。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'listen(2), five clients, no accept()', zh: 'listen(2)，五个客户端，没有 accept()' },
      link: 'clients=5&backlog=2&accept=0&client=recv end&server=&until=5s',
    },
    {
      id: 'half',
      title: { en: 'The third segment is lost', zh: '第三个报文段丢失' },
      link: 'client=recv end, close&server=wait 3s, close&lose=client.2',
    },
  ],
  words:
    '半连接队列 全连接队列 accept queue SYN queue backlog listen(128) somaxconn SYN_RECV SYN_RCVD ss -lnt',
  asks: [
    { en: 'What is the backlog of listen(128)?', zh: 'listen(128) 的 128 是什么？' },
    { en: 'What are the SYN queue and the accept queue?', zh: '半连接队列和全连接队列是什么？' },
    { en: 'When is a connection ESTABLISHED: at accept()?', zh: '连接是 accept() 时建立的吗？' },
  ],
  interview: {
    en: 'Unfinished handshakes are in the SYN queue, finished ones wait in the accept queue; backlog, capped by somaxconn, is the length of the second.',
    zh: '未完成的握手在半连接队列，完成的在全连接队列等 accept()；backlog（不超过 somaxconn）是后者的长度。',
  },
  prose: [
    {
      en: 'Between SYN and the third segment the server’s end is in SYN-RECEIVED. If the third is lost, it stays there, and sends its SYN-ACK again.',
      zh: '从收到 SYN 到第三个报文段之间，服务器端处于 SYN-RECEIVED。第三个丢失时它就停在那里，并重传 SYN+ACK。',
    },
    {
      en: 'There are two queues: handshakes under way, and finished connections that wait for accept(). The backlog of listen() is about the second.',
      zh: '有两个队列：半连接队列是还没完成的握手，全连接队列是已完成、等待 accept() 的连接。listen() 的 backlog 说的是第二个。',
    },
  ],
  loose: {
    en: '“The backlog is the number of clients that may connect” is loose: it counts only those that wait to be accepted, and one more than it may. And a client beyond it is not refused: it believes to be connected, or waits.',
    zh: '“backlog 是允许连接的客户端数”不严谨：它只管等待接受的连接，而且可以多一个。超出的客户端也不会被拒绝：它以为已经连上，或者在等待。',
  },
  claims: [
    {
      says: {
        en: '{made|# connection|# connections} {made|was|were} ESTABLISHED at the server, with listen({backlog}) and no accept().',
        zh: '服务器上有 {made|#} 个连接成为 ESTABLISHED，listen({backlog})，没有 accept()。',
      },
      check(look) {
        const { run } = look.at()
        look.that(!run.calls.some(({ text }) => text.startsWith('accept')), 'accept() was called')
        const made = run.sockets.filter(
          ({ side, state }) => side === 'server' && state === 'ESTABLISHED',
        ).length
        for (let id = 0; id < made; id++) look.at('main', id).one('client', 'ACK')
        look.that(made === run.scenario.server.backlog + 1, `${made} were made`)
        return { made, backlog: run.scenario.server.backlog }
      },
    },
    {
      says: {
        en: 'For the others the server let the last ACK fall, or the SYN, and they had to be retransmitted; no RST came.',
        zh: '对其余的客户端，服务器丢下了最后的 ACK 或 SYN，它们只好重传；没有出现 RST。',
      },
      check(look) {
        const { traces } = look.at().run
        let waiting = 0
        for (const { id, segments } of traces) {
          look.that(look.at('main', id).all('server', 'RST').length === 0, 'an RST came')
          const again = segments.find(({ kinds }) => kinds.includes('retransmission'))
          if (again === undefined) continue
          look.at('main', id).cite(again)
          waiting++
        }
        look.that(waiting === traces.length - 3, `${waiting} had to try again`)
      },
    },
    {
      says: {
        en: 'With the third segment lost, the server stayed in SYN-RECEIVED and sent its SYN-ACK again; the client was ESTABLISHED all the time.',
        zh: '第三个报文段丢失后，服务器停在 SYN-RECEIVED 并重传 SYN+ACK；客户端一直是 ESTABLISHED。',
      },
      check(look) {
        const it = look.at('half')
        const [, again] = it.all('server', 'SYN-ACK')
        look.that(again !== undefined, 'the SYN-ACK was not retransmitted')
        if (again === undefined) return
        const lost = it.all('client', 'ACK')[0]
        look.that(lost?.fate === 'lost', 'the third segment was not lost')
        if (lost !== undefined) it.cite(lost, again)
        look.that(lost?.state.server === 'SYN-RECEIVED', `the server was in ${lost?.state.server}`)
        look.that(again.state.client === 'ESTABLISHED', `the client was in ${again.state.client}`)
      },
    },
  ],
}
