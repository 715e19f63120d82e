import type { Lesson } from './types.ts'

/** Address families and socket types. */
export const addresses: Lesson = {
  id: 'addresses',
  title: { en: 'AF_INET, AF_INET6, SOCK_STREAM', zh: 'AF_INET、AF_INET6 与 SOCK_STREAM' },
  question: {
    en: 'The same conversation over IPv4 and over IPv6: what is different in TCP?',
    zh: '同样的对话，一次用 IPv4，一次用 IPv6：TCP 有什么不同？',
  },
  choices: [
    { en: 'everything: IPv6 has another TCP', zh: '全都不同：IPv6 有另一种 TCP' },
    { en: 'nothing but the size: the IP header is 20 bytes larger', zh: '只有大小不同：IP 首部多 20 字节' },
    { en: 'IPv6 needs no handshake', zh: 'IPv6 不需要握手' },
  ],
  answer: 1,
  because: {
    en: 'AF_INET or AF_INET6 picks the addresses, SOCK_STREAM or SOCK_DGRAM picks TCP or UDP. One does not touch the other.',
    zh: 'AF_INET 或 AF_INET6 决定地址，SOCK_STREAM 或 SOCK_DGRAM 决定用 TCP 还是 UDP。两者互不影响。',
  },
  runs: [
    { id: 'main', title: { en: 'IPv4 (AF_INET)', zh: 'IPv4（AF_INET）' }, link: '' },
    { id: 'six', title: { en: 'IPv6 (AF_INET6)', zh: 'IPv6（AF_INET6）' }, link: 'ip=6' },
    {
      id: 'datagram',
      title: { en: 'UDP (SOCK_DGRAM)', zh: 'UDP（SOCK_DGRAM）' },
      link: "protocol=udp&client=send 'hello', recv 5, close",
    },
  ],
  words: 'AF_INET AF_INET6 SOCK_STREAM SOCK_DGRAM IPv4 IPv6 0.0.0.0 bind() 所有地址',
  asks: [
    { en: 'What are AF_INET and SOCK_STREAM?', zh: 'AF_INET 和 SOCK_STREAM 是什么？' },
    { en: 'What does bind to the empty address mean?', zh: "bind(('', 8888)) 是什么意思？" },
  ],
  interview: {
    en: "AF_INET is IPv4, AF_INET6 is IPv6; SOCK_STREAM is TCP's byte stream, SOCK_DGRAM is UDP. bind('', 8888) takes every address of the host.",
    zh: "AF_INET 是 IPv4，AF_INET6 是 IPv6；SOCK_STREAM 是 TCP 的字节流，SOCK_DGRAM 是 UDP。bind('', 8888) 表示本机的所有地址。",
  },
  prose: [
    {
      en: "An empty address in bind() is 0.0.0.0: a client may come to any address of the host. '127.0.0.1' would take only those on the host itself.",
      zh: 'bind() 的地址为空就是 0.0.0.0：客户端可以连本机的任何地址。写 127.0.0.1 则只接受本机的客户端。',
    },
  ],
  claims: [
    {
      says: {
        en: 'Over both the flags, lengths and relative numbers of all {count|# segment|# segments} were the same.',
        zh: '两次运行中全部 {count|#} 个报文段的标志位、长度、相对序号都相同。',
      },
      check(look) {
        const [four, six] = [look.at().trace.segments, look.at('six').trace.segments]
        look.at().one('client', 'SYN')
        look.at('six').one('client', 'SYN')
        const shape = (list: typeof four): string =>
          list
            .map(({ from, flags, length, relSeq, relAck }) => [from, flags, length, relSeq, relAck])
            .join(';')
        look.that(shape(four) === shape(six), 'they were not')
        return { count: four.length }
      },
    },
    {
      says: {
        en: 'A packet of the same segment had {four|# byte|# bytes} with IPv4 and {six|# byte|# bytes} with IPv6; the client’s address was {address}.',
        zh: '同一个报文段，IPv4 的包有 {four|#} 字节，IPv6 的有 {six|#} 字节；客户端的地址是 {address}。',
      },
      check(look) {
        const [four, six] = [look.at(), look.at('six')].map((it) => {
          const ack = it.one('client', 'ACK')
          return it.run.packets[ack.packet]?.bytes.length ?? 0
        }) as [number, number]
        look.that(six - four === 20, `they had ${four} and ${six}`)
        const client = look.at('six').run.programs.find(({ role }) => role === 'client')
        return { four, six, address: client?.local?.address ?? '' }
      },
    },
    {
      says: {
        en: 'With SOCK_DGRAM there was no connection: the first packet carried the data.',
        zh: '用 SOCK_DGRAM 时没有连接：第一个包就带着数据。',
      },
      check(look) {
        const it = look.at('datagram')
        it.citePacket(0)
        look.that(
          it.run.traces.length === 0 && (it.run.packets[0]?.bytes.length ?? 0) === 20 + 8 + 5,
          'it did not',
        )
      },
    },
  ],
}
