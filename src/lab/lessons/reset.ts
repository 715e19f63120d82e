import type { Lesson } from './types.ts'

/** Forced close by a stop switch; FIN against RST. */
export const reset: Lesson = {
  id: 'reset',
  title: { en: 'Forced close: FIN against RST', zh: '强制关闭：FIN 与 RST' },
  question: {
    en: 'A program sends 200,000 bytes and ends the connection at once. When does the peer get all of it?',
    zh: '程序发送 200,000 字节后立即结束连接。什么情况下对方能收到全部？',
  },
  choices: [
    { en: 'with close(), not with a reset', zh: '用 close() 时能，重置时不能' },
    { en: 'with both', zh: '两种都能' },
    { en: 'with neither', zh: '两种都不能' },
  ],
  answer: 0,
  because: {
    en: 'A FIN stands behind the last byte and waits for its turn. An RST goes at once, and what was not yet sent is dropped.',
    zh: 'FIN 排在最后一个字节之后，按序发送。RST 立即发出，还没发送的数据被丢弃。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The stop switch (AbortSignal): RST', zh: '停止开关（AbortSignal）：RST' },
      link: 'client=send 200000, abort&server=recv end, close',
    },
    {
      id: 'reset',
      title: { en: 'reset(): RST', zh: 'reset()：RST' },
      link: 'client=send 200000, reset&server=recv end, close',
    },
    {
      id: 'fin',
      title: { en: 'close(): FIN', zh: 'close()：FIN' },
      link: 'client=send 200000, close&server=recv end, close',
    },
    {
      id: 'unread',
      title: { en: 'close() with unread data', zh: '有未读数据时 close()' },
      link: 'client=wait 100ms, close&server=send 5000, recv end, close',
    },
  ],
  words: 'RST 强制关闭 SO_LINGER 「复位」 reset abort ECONNRESET FIN',
  asks: [
    { en: 'How do FIN and RST differ?', zh: 'FIN 和 RST 有什么区别？' },
    { en: 'What does close() with unread data send?', zh: '还有未读数据时 close() 会发送什么？' },
  ],
  interview: {
    en: 'FIN ends in order behind all data; RST ends at once and throws away what is under way.',
    zh: 'FIN 排在数据之后正常结束；RST 立即结束，未送达的数据丢失。',
  },
  prose: [
    {
      en: 'A program that can be told to stop at any time has a switch for it. Here the stop switch (an AbortSignal) belongs to the socket: turned from anywhere, it resets the connection, and every waiting call returns with an error.',
      zh: '要随时能停的程序常有一个停止开关。这里的停止开关（AbortSignal）属于套接字：在任何地方触发它都会重置连接，所有等待中的调用都以错误返回。',
    },
    {
      en: 'Who resets is not in TIME-WAIT afterwards: both ends forget the connection at once.',
      zh: '重置之后没有 TIME-WAIT：两端立即忘掉这个连接。',
    },
  ],
  loose: {
    en: '“close() sends a FIN” is loose: if received data has not been read, close() sends an RST, as here and in Linux.',
    zh: '“close() 发送 FIN”不严谨：如果收到的数据还没读，close() 发送的是 RST，这里和 Linux 都是如此。',
  },
  claims: [
    {
      says: {
        en: 'With close() all {all|# byte|# bytes} arrived and a FIN behind them; with the stop switch only {some|#}, and an RST.',
        zh: '用 close() 时 {all|#} 字节全部到达，后面是 FIN；触发停止开关时只有 {some|#} 字节，以 RST 结束。',
      },
      check(look) {
        const [fin, rst] = [look.at('fin'), look.at('main')]
        fin.one('client', 'FIN')
        rst.one('client', 'RST')
        const [all, some] = [fin.run.ends.server.received.length, rst.run.ends.server.received.length]
        look.that(all === 200_000, `with close() ${all} bytes arrived`)
        look.that(some < all, 'with the switch all of them arrived')
        return { all, some }
      },
    },
    {
      says: {
        en: 'The stop switch and reset() look the same on the wire: no FIN, one RST from the client.',
        zh: '停止开关与 reset() 在网络上没有区别：客户端没有 FIN，只有 RST。',
      },
      check(look) {
        for (const id of ['main', 'reset']) {
          const it = look.at(id)
          it.one('client', 'RST')
          look.that(it.all('client', 'FIN').length === 0, 'the client sent a FIN')
        }
      },
    },
    {
      says: {
        en: 'After a FIN recv() returns 0; after an RST it fails with ECONNRESET.',
        zh: 'FIN 之后 recv() 返回 0；RST 之后以 ECONNRESET 失败。',
      },
      check(look) {
        look.at('fin').one('client', 'FIN')
        look.at('main').one('client', 'RST')
        look.that(look.at('fin').run.ends.server.error === undefined, 'the FIN was an error')
        look.that(look.at('main').run.ends.server.error === 'ECONNRESET', 'the RST was none')
      },
    },
    {
      says: {
        en: 'After an RST nobody waits in TIME-WAIT; after a FIN who closed first does.',
        zh: 'RST 之后没有人停留在 TIME-WAIT；FIN 之后主动关闭方会。',
      },
      check(look) {
        look.at('main').one('client', 'RST')
        look.that(look.at('main').trace.timeWait === undefined, 'somebody waits')
        look.that(look.at('fin').trace.timeWait === 'client', 'the client does not wait after its FIN')
      },
    },
    {
      says: {
        en: 'close() sent an RST where {bytes|# received byte|# received bytes} had not been read.',
        zh: '有 {bytes|#} 个收到的字节没有读，close() 发送了 RST。',
      },
      check(look) {
        const it = look.at('unread')
        it.one('client', 'RST')
        look.that(it.all('client', 'FIN').length === 0, 'a FIN was sent')
        const bytes = it.run.ends.client.record?.bytesUnread ?? 0
        look.that(bytes > 0, 'all had been read')
        return { bytes }
      },
    },
  ],
}
