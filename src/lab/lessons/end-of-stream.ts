import type { Lesson } from './types.ts'

/** The receive of length 0. */
export const endOfStream: Lesson = {
  id: 'end-of-stream',
  title: { en: 'The receive of length 0', zh: 'recv() 返回 0' },
  question: { en: 'recv() returns 0 bytes. What does that mean?', zh: 'recv() 返回 0 字节。这是什么意思？' },
  choices: [
    { en: 'no data has come yet', zh: '数据还没到' },
    {
      en: 'the peer has finished sending (FIN), and all before it has been read',
      zh: '对方已结束发送（FIN），之前的数据也都读完了',
    },
    { en: 'the connection was reset', zh: '连接被重置' },
  ],
  answer: 1,
  because: {
    en: 'While no data is there recv() waits. A FIN ends the stream: 0. A reset is an error: ECONNRESET.',
    zh: '没有数据时 recv() 会等待。FIN 表示流结束：返回 0。重置是错误：ECONNRESET。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The client finishes (FIN)', zh: '客户端结束发送（FIN）' },
      link: "client=send 'hello', wait 100ms, close&server=recv end, close",
    },
    {
      id: 'reset',
      title: { en: 'The client resets (RST)', zh: '客户端重置（RST）' },
      link: "client=send 'hello', wait 100ms, reset&server=recv end, close",
    },
  ],
  words: 'recv 返回 0 EOF end of stream read 0',
  asks: [
    { en: 'What does recv() returning 0 mean?', zh: 'recv() 返回 0 是什么意思？' },
    { en: 'How does a server know that the client has closed?', zh: '服务器怎样知道客户端关闭了？' },
  ],
  interview: {
    en: '0 is the peer’s FIN behind all its data. A reset is an error (ECONNRESET), a pulled cable is silence.',
    zh: '0 表示对方的 FIN，数据已读完；重置是错误 ECONNRESET，拔网线则什么也收不到。',
  },
  prose: [
    {
      en: 'An empty message cannot be sent over TCP: send() of 0 bytes puts nothing on the wire. So 0 is free to mean the end.',
      zh: 'TCP 发不出空消息：send() 0 字节不会有任何包。所以 0 可以专门表示结束。',
    },
    {
      en: 'After a 0 the own direction is still open: the program may go on sending.',
      zh: '收到 0 之后，自己的方向仍然开着：程序还可以继续发送。',
    },
  ],
  loose: {
    en: '“recv() returns 0 when the connection is closed” is loose: it is the peer’s FIN, one direction. A reset, too, closes the connection, and is an error.',
    zh: '“连接关闭时 recv() 返回 0”不严谨：它只表示对方的 FIN，一个方向。重置也会关闭连接，但那是错误。',
  },
  claims: [
    {
      says: {
        en: 'For {time} ms nothing came, and recv() did not return 0: it waited.',
        zh: '有 {time} ms 没有任何数据，recv() 没有返回 0：它在等待。',
      },
      check(look) {
        const it = look.at()
        const data = it.one('client', 'data')
        const fin = it.one('client', 'FIN')
        const zero = it.call('server', 'recv(1024) = 0')
        look.that(zero.time === fin.arrival, 'recv() returned 0 at another time')
        return { time: ((fin.arrival ?? 0) - (data.arrival ?? 0)) / 1_000_000 }
      },
    },
    {
      says: {
        en: 'recv() returned 0 as the FIN arrived, behind all data.',
        zh: 'FIN 到达时，所有数据之后，recv() 返回 0。',
      },
      check(look) {
        const it = look.at()
        const fin = it.one('client', 'FIN')
        look.that(it.call('server', 'recv(1024) = 0').time === fin.arrival, 'it was at another time')
        look.that(it.run.ends.server.received.length === 5, 'not all data had been read')
        look.that(it.run.ends.server.error === undefined, `it was an error: ${it.run.ends.server.error}`)
      },
    },
    {
      says: {
        en: 'After an RST recv() returned no 0, but the error {error}.',
        zh: '收到 RST 后 recv() 返回的不是 0，而是错误 {error}。',
      },
      check(look) {
        const it = look.at('reset')
        it.one('client', 'RST')
        const { error } = it.run.ends.server
        look.that(error === 'ECONNRESET', `it got ${error}`)
        look.that(!it.run.calls.some(({ text }) => text.includes('= 0')), 'a recv() returned 0')
        return { error: error ?? '' }
      },
    },
  ],
}
