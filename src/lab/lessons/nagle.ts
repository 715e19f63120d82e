import { ms } from './look.ts'
import type { Lesson } from './types.ts'

// Two short exchanges first: after them the server answers data with data, and delays its ACKs.
const SERVER = "server=recv 2, send 'ok', recv 2, send 'ok', recv 8, send 'reply', recv end, close"
const BEFORE = "client=send 'ab', recv 2, send 'ab', recv 2"

/** Nagle's algorithm and the delayed acknowledgement. */
export const nagle: Lesson = {
  id: 'nagle',
  title: { en: 'Nagle’s algorithm and delayed ACKs', zh: 'Nagle 算法与延迟确认' },
  question: {
    en: 'A program sends head and body by two calls, then waits for the reply. Each takes 40 ms more than expected. Why?',
    zh: '程序用两次调用发送头部和正文，然后等待回复。每次都比预期多 40 ms。为什么？',
  },
  choices: [
    { en: 'the network is slow', zh: '网络慢' },
    {
      en: 'Nagle holds the second part until the first is acknowledged, and the ACK is delayed',
      zh: 'Nagle 让第二部分等第一部分的确认，而确认被延迟',
    },
    { en: 'the receive window is closed', zh: '接收窗口已关闭' },
  ],
  answer: 1,
  because: {
    en: 'Nagle: a small segment waits while an earlier one is not acknowledged. Delayed ACK: the receiver waits up to 40 ms for data to send with it. Each waits for the other.',
    zh: 'Nagle：前面还有未确认的数据时，小报文段先等着。延迟确认：接收方最多等 40 ms，希望捎带在数据里。双方互相等待。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'Two calls', zh: '两次调用' },
      link: `${BEFORE}, send 'head', send 'body', recv 5, close&${SERVER}`,
    },
    {
      id: 'off',
      title: { en: 'Two calls, TCP_NODELAY', zh: '两次调用，TCP_NODELAY' },
      link: `client.noDelay=on&${BEFORE}, send 'head', send 'body', recv 5, close&${SERVER}`,
    },
    {
      id: 'one',
      title: { en: 'One call', zh: '一次调用' },
      link: `${BEFORE}, send 'headbody', recv 5, close&${SERVER}`,
    },
  ],
  words: 'Nagle 延迟确认 delayed ACK TCP_NODELAY 40ms 小包 捎带 TCP_CORK TCP_QUICKACK',
  asks: [
    { en: 'What are Nagle’s algorithm and the delayed ACK?', zh: '什么是 Nagle 算法和延迟确认？' },
    { en: 'Why does each request take 40 ms more?', zh: '为什么每次请求都多 40 ms？' },
  ],
  interview: {
    en: 'Nagle saves small packets, the delayed ACK saves ACKs; together they make write-write-read wait 40 ms. Send in one call, or set TCP_NODELAY.',
    zh: 'Nagle 减少小包，延迟确认减少 ACK；两者遇上“写、写、读”就会等 40 ms。办法：合成一次发送，或设置 TCP_NODELAY。',
  },
  textbook: {
    en: 'the delay is up to 500 ms or 200 ms. Linux has 40 ms, and none for the first segments of a connection.',
    zh: '教科书说延迟最多 500 ms 或 200 ms。Linux 是 40 ms，并且连接开头的几个报文段不延迟。',
  },
  prose: [
    {
      en: 'Sticking messages (粘包) are not Nagle’s fault: without it several messages still come in one recv().',
      zh: '粘包不是 Nagle 造成的：关掉它，几条消息仍可能被一次 recv() 读到。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The second part waited {time} ms, until the ACK of the first came.',
        zh: '第二部分等了 {time} ms，直到第一部分的确认到达。',
      },
      check(look) {
        const it = look.at()
        const [, , head, body] = it.all('client', 'data')
        look.that(head !== undefined && body !== undefined, 'there are not four segments')
        if (head === undefined || body === undefined) return {}
        const ack = it.one('server', 'ACK', head)
        it.cite(head, body)
        look.that(ack.arrival === body.time, 'it was not the ACK')
        look.that(ack.time - (head.arrival ?? 0) >= 40e6, 'the ACK was not delayed')
        return { time: ms(body.time - head.time) }
      },
    },
    {
      says: {
        en: 'The reply came after {slow} ms; with TCP_NODELAY after {off} ms, with one call after {one} ms.',
        zh: '回复用了 {slow} ms；设置 TCP_NODELAY 后用 {off} ms，一次调用用 {one} ms。',
      },
      check(look) {
        const [slow, off, one] = ['main', 'off', 'one'].map((id) => {
          const it = look.at(id)
          const asked = it.all('client', 'data')[2]
          const reply = it.all('server', 'data')[2]
          if (asked !== undefined && reply !== undefined) it.cite(asked, reply)
          return (reply?.arrival ?? Infinity) - (asked?.time ?? 0)
        }) as [number, number, number]
        look.that(slow - off >= 40e6 && slow - one >= 40e6, 'they took the same')
        return { slow: ms(slow), off: ms(off), one: ms(one) }
      },
    },
  ],
}
