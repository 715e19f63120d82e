import type { Lesson } from './types.ts'

/** Why the initial sequence number is random. */
export const initialNumber: Lesson = {
  id: 'initial-number',
  title: { en: 'The initial sequence number: why random', zh: '初始序号（ISN）为什么是随机的' },
  question: {
    en: 'Why does a connection not begin to count at 0?',
    zh: '为什么连接不从 0 开始编号？',
  },
  choices: [
    {
      en: 'so that nobody can guess it, and old segments do not fit',
      zh: '让人猜不到，并且旧连接的报文段对不上',
    },
    { en: '0 is not allowed', zh: '不允许用 0' },
    { en: 'so that both ends have the same number', zh: '让两端的序号相同' },
  ],
  answer: 0,
  because: {
    en: 'Who knows the number can forge a segment or an RST from outside. And a late segment of an earlier connection with the same four-tuple would be taken for a new one.',
    zh: '知道序号的人可以从外部伪造报文段或 RST。同一个四元组的旧连接迟到的报文段，也会被当成新连接的。',
  },
  runs: [
    { id: 'main', title: { en: 'Three clients', zh: '三个客户端' }, link: 'clients=3&spacing=100ms' },
    {
      id: 'again',
      title: { en: 'The same with another secret (seed 2)', zh: '同样的运行，换一个密钥（种子 2）' },
      link: 'clients=3&spacing=100ms&seed=2',
    },
  ],
  words: 'ISN 初始序号 随机 initial sequence number random 序号预测 回绕 PAWS RFC6528',
  asks: [
    { en: 'Why is the ISN random?', zh: 'ISN 为什么是随机的？' },
    { en: 'Is the ISN the same each time?', zh: '每次连接的初始序号都一样吗？' },
  ],
  interview: {
    en: 'For safety (nobody guesses it) and against old segments of the same four-tuple. It is a clock that ticks every 4 µs plus a hash of the four-tuple with a secret (RFC 6528), not a dice.',
    zh: '一是安全（无法猜测），二是防止同一四元组的旧报文段混入。它是每 4 µs 加 1 的时钟，加上四元组与密钥的散列（RFC 6528），不是纯随机数。',
  },
  prose: [
    {
      en: 'The clock part makes a later connection of the same four-tuple begin higher, so that old numbers lie behind it. Timestamps (PAWS) help where the 32 bits wrap.',
      zh: '时钟部分让同一四元组的后一个连接从更大的序号开始，旧序号都落在后面。32 位回绕时由时间戳（PAWS）区分。',
    },
  ],
  claims: [
    {
      says: {
        en: 'Three connections of the same hosts, {count|# initial number|# initial numbers}, all different: {numbers}.',
        zh: '同样两台主机的三个连接，{count|#} 个初始序号各不相同：{numbers}。',
      },
      check(look) {
        const { traces } = look.at().run
        const numbers = traces.flatMap(({ id }) => {
          const it = look.at('main', id)
          return [it.one('client', 'SYN').seq, it.one('server', 'SYN-ACK').seq]
        })
        look.that(new Set(numbers).size === numbers.length, 'two are alike')
        return { count: numbers.length, numbers: numbers.map(String) }
      },
    },
    {
      says: {
        en: 'With another secret the first client began at {other} instead of {one}; counted from there the runs are alike.',
        zh: '换一个密钥后，第一个客户端从 {other} 开始，而不是 {one}；从它数起，两次运行相同。',
      },
      check(look) {
        const [one, other] = [look.at(), look.at('again')]
        const [first, second] = [one.one('client', 'SYN').seq, other.one('client', 'SYN').seq]
        look.that(first !== second, 'it began alike')
        const shape = (it: typeof one): string =>
          it.trace.segments.map(({ relSeq, relAck }) => `${relSeq} ${relAck}`).join()
        look.that(shape(one) === shape(other), 'they are not')
        return { one: first, other: second }
      },
    },
  ],
}
