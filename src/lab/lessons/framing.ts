import type { Lesson } from './types.ts'

/** A byte stream has no messages. */
export const framing: Lesson = {
  id: 'framing',
  title: { en: 'A byte stream has no messages', zh: '字节流里没有消息' },
  question: {
    en: 'A client calls send() three times. How many recv() calls does the server need?',
    zh: '客户端调用了三次 send()。服务器需要几次 recv()？',
  },
  choices: [
    { en: 'three, one for each', zh: '三次，一次对一次' },
    { en: 'one', zh: '一次' },
    { en: 'nobody can know', zh: '无法预知' },
  ],
  answer: 2,
  because: {
    en: 'TCP carries bytes, not calls. How they come together depends on times, segments and how much each recv() asks for.',
    zh: 'TCP 传的是字节，不是调用。怎样合在一起取决于时间、报文段，以及每次 recv() 要多少。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The server reads late', zh: '服务器读得晚' },
      link: "client=send 'one', send 'two', send 'three', close&server=wait 200ms, recv end, close",
    },
    {
      id: 'few',
      title: { en: 'The server asks for 4 bytes at a time', zh: '服务器每次只要 4 个字节' },
      link: "client=send 'one', send 'two', send 'three', close&server=recv end by 4, close",
    },
    {
      id: 'udp',
      title: { en: 'UDP', zh: 'UDP' },
      link: "protocol=udp&client=send 'one', send 'two', send 'three', close&server=recv 11, close",
    },
  ],
  words: '粘包 拆包 半包 分帧 sticky packets framing byte stream 字节流 消息边界',
  asks: [
    { en: 'Why do messages stick together, and what helps?', zh: '为什么会粘包、拆包，怎样解决？' },
    { en: 'Does one send() give one recv()?', zh: '一次 send() 对应一次 recv() 吗？' },
  ],
  interview: {
    en: 'TCP is a byte stream without message boundaries; the program marks them itself: a length, a line end, a fixed size.',
    zh: 'TCP 是没有消息边界的字节流，边界由程序自己标出：长度前缀、分隔符或固定长度。',
  },
  prose: [
    {
      en: 'A program that needs messages marks them itself: a line end, a length before each, a fixed size. That is framing.',
      zh: '需要消息的程序要自己标出边界：行尾、前置长度或固定长度。这叫分帧。',
    },
  ],
  loose: {
    en: '“Sticky packets” (粘包) and “half packets” are loose: there is no such event. A stream never had the boundaries that are missed.',
    zh: '“粘包”“半包”的说法不严谨：网络上没有这种事件。字节流里本来就没有那些边界。',
  },
  claims: [
    {
      says: {
        en: 'Three send(), {reads|#} recv(): {lengths|# byte|# bytes}.',
        zh: '三次 send()，{reads|#} 次 recv()：{lengths|#} 字节。',
      },
      check(look) {
        const it = look.at()
        it.one('client', 'data')
        const lengths = readLengths(it.run.events)
        look.that(it.run.messages.length === 3 && lengths.length !== 3, `there were ${lengths.length} reads`)
        return { reads: lengths.length, lengths: lengths.join(' + ') }
      },
    },
    {
      says: {
        en: 'Asked for 4 at a time, the same bytes came in {reads|# read|# reads}: {lengths}.',
        zh: '每次要 4 个，同样的字节分 {reads|#} 次读到：{lengths}。',
      },
      check(look) {
        const it = look.at('few')
        it.one('client', 'data')
        const lengths = readLengths(it.run.events)
        look.that(lengths.length > 2 && lengths.join() !== '3,3,5', `they came as ${lengths.join()}`)
        return { reads: lengths.length, lengths: lengths.join(' + ') }
      },
    },
    {
      says: {
        en: 'UDP keeps the boundaries: {lengths|# byte|# bytes}, a datagram for each send.',
        zh: 'UDP 保留边界：{lengths|#} 字节，每次发送一个数据报。',
      },
      check(look) {
        const it = look.at('udp')
        for (let packet = 0; packet < 3; packet++) it.citePacket(packet)
        const lengths = readLengths(it.run.events)
        look.that(lengths.join() === '3,3,5', `they came as ${lengths.join()}`)
        return { lengths: lengths.join(' + ') }
      },
    },
  ],
}

function readLengths(events: readonly { readonly type: string }[]): number[] {
  return events.flatMap((event) =>
    'bytes' in event && event.bytes instanceof Uint8Array ? [event.bytes.length] : [],
  )
}
