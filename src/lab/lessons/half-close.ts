import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** Half-closed: one direction has ended. */
export const halfClose: Lesson = {
  id: 'half-close',
  title: { en: 'Half-closed', zh: '半关闭' },
  question: {
    en: 'A client has sent its FIN. Can it still receive data?',
    zh: '客户端已经发出 FIN。它还能接收数据吗？',
  },
  choices: [
    { en: 'no, the connection is closed', zh: '不能，连接已关闭' },
    { en: 'yes, as long as the server sends', zh: '能，只要服务器还在发送' },
    { en: 'only what was already under way', zh: '只能收已经在途的' },
  ],
  answer: 1,
  because: {
    en: 'A FIN ends the direction of its sender. The other direction goes on until its own FIN.',
    zh: 'FIN 只结束发送它的那个方向。另一个方向继续，直到它自己的 FIN。',
  },
  runs: [
    {
      id: 'main',
      title: {
        en: 'The client half-closes, the server answers in three parts',
        zh: '客户端半关闭，服务器分三次回复',
      },
      link: "client=send 'all?', shutdown, recv end, close&server=recv end, send 'answer' x3 every 50ms, close",
    },
  ],
  words: '半关闭 shutdown half-close FIN_WAIT_2 全双工 full duplex',
  asks: [
    { en: 'What is a half-close?', zh: '什么是半关闭？' },
    { en: 'Can data come after a FIN was sent?', zh: '发出 FIN 之后还能收到数据吗？' },
  ],
  interview: {
    en: 'A FIN ends one direction only: shutdown() and go on receiving.',
    zh: 'FIN 只结束一个方向：shutdown() 之后仍可接收。',
  },
  prose: [
    {
      en: 'shutdown("send") says: no more from me. The server reads 0, knows that the question is whole, and answers. The client waits in FIN-WAIT-2, the server in CLOSE-WAIT.',
      zh: 'shutdown("send") 表示本端不再发送。服务器的 recv() 返回 0，得知请求已完整，于是回复。客户端停在 FIN-WAIT-2，服务器停在 CLOSE-WAIT。',
    },
    {
      en: 'Many programs in between (proxies, netcat variants) end both directions on the first FIN, and lose the answer.',
      zh: '中间的许多程序（代理、各种 netcat）收到第一个 FIN 就结束两个方向，把回复弄丢了。',
    },
  ],
  claims: [
    {
      says: {
        en: 'After the client’s FIN the server sent {count|# more segment|# more segments} of data, for {time} ms.',
        zh: '客户端发出 FIN 之后，服务器又发送了 {count|#} 个数据报文段，历时 {time} ms。',
      },
      check(look) {
        const it = look.at()
        const fin = it.one('client', 'FIN')
        const later = it.trace.segments.filter(
          ({ from, length, packet }) => from === 'server' && length > 0 && packet > fin.packet,
        )
        look.that(later.length >= 2, `it sent ${later.length}`)
        it.cite(...later)
        return { count: later.length, time: ms((later.at(-1)?.time ?? 0) - fin.time) }
      },
    },
    {
      says: {
        en: 'The client received all {bytes|# byte|# bytes} of it and acknowledged them.',
        zh: '客户端收到了全部 {bytes|#} 字节，并作了确认。',
      },
      check(look) {
        const it = look.at()
        const bytes = it.run.ends.client.received.length
        const fin = it.one('server', 'FIN')
        const last = it.all('client', 'ACK').find(({ relAck }) => relAck === fin.relSeq + fin.length + 1)
        look.that(bytes === 18 && last !== undefined, `it received ${bytes} bytes`)
        if (last !== undefined) it.cite(last)
        return { bytes }
      },
    },
    {
      says: {
        en: 'In between the client was in FIN-WAIT-2 and the server in CLOSE-WAIT.',
        zh: '其间客户端处于 FIN-WAIT-2，服务器处于 CLOSE-WAIT。',
      },
      check(look) {
        const it = look.at()
        const data = it.one('server', 'data', it.one('client', 'FIN'))
        look.that(data.state.client === 'FIN-WAIT-2', `the client was in ${data.state.client}`)
        look.that(data.state.server === 'CLOSE-WAIT', `the server was in ${data.state.server}`)
      },
    },
  ],
}
