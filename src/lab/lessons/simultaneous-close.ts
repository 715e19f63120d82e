import type { Lesson } from './types.ts'

/** Both sides close at one moment. */
export const simultaneousClose: Lesson = {
  id: 'simultaneous-close',
  title: { en: 'Both close at the same time', zh: '双方同时关闭' },
  question: {
    en: 'Both ends call close() at the same moment. Who ends in TIME-WAIT?',
    zh: '两端在同一时刻调用 close()。谁停留在 TIME-WAIT？',
  },
  choices: [
    { en: 'the client', zh: '客户端' },
    { en: 'nobody', zh: '没有人' },
    { en: 'both', zh: '双方' },
  ],
  answer: 2,
  because: {
    en: 'Each sent its FIN before it saw the other’s: each is the first to close.',
    zh: '各自发出 FIN 时都还没看到对方的：双方都是主动关闭方。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'close() at one moment', zh: '同一时刻 close()' },
      link: "client=send 'hello', recv 5, meet, close&server=recv 5, send 'world', meet, close",
    },
  ],
  words: 'CLOSING 同时关闭 simultaneous close',
  asks: [
    { en: 'What if both close at once?', zh: '双方同时关闭会怎样？' },
    { en: 'When is a connection in CLOSING?', zh: '什么时候处于 CLOSING？' },
  ],
  interview: {
    en: 'Both FINs cross: FIN-WAIT-1, CLOSING, and both ends wait in TIME-WAIT.',
    zh: '两个 FIN 交错：都经过 FIN-WAIT-1、CLOSING，最后都进入 TIME-WAIT。',
  },
  prose: [
    {
      en: 'The FINs cross on the way. Each side goes FIN-WAIT-1, CLOSING, TIME-WAIT: the state CLOSING exists for this alone.',
      zh: '两个 FIN 在途中交错。两端都经过 FIN-WAIT-1、CLOSING、TIME-WAIT：CLOSING 状态只为此存在。',
    },
  ],
  claims: [
    {
      says: { en: 'Both FINs were sent before either arrived.', zh: '两个 FIN 都在任何一个到达之前发出。' },
      check(look) {
        const it = look.at()
        const [a, b] = [it.single('client', 'FIN'), it.single('server', 'FIN')]
        look.that(b.time < (a.arrival ?? 0) && a.time < (b.arrival ?? 0), 'they did not cross')
      },
    },
    {
      says: {
        en: 'Both ends went through FIN-WAIT-1, CLOSING and TIME-WAIT.',
        zh: '两端都经过 FIN-WAIT-1、CLOSING、TIME-WAIT。',
      },
      check(look) {
        const it = look.at()
        for (const side of ['client', 'server'] as const) {
          it.one(side, 'FIN')
          const states = it.states(side).slice(-4).join(' ')
          look.that(states === 'FIN-WAIT-1 CLOSING TIME-WAIT CLOSED', `the ${side} went through ${states}`)
        }
        look.that(it.trace.timeWait === 'both', 'not both wait')
      },
    },
  ],
}
