import { ms } from './look.ts'
import { lose } from './links.ts'
import type { Lesson } from './types.ts'

/** Largest segment, path MTU and black hole. */
export const mss: Lesson = {
  id: 'mss',
  title: { en: 'MSS, path MTU and the black hole', zh: 'MSS、路径 MTU 与黑洞' },
  question: {
    en: 'The handshake and short messages pass; every large segment vanishes, and no ICMP says why. What is it?',
    zh: '握手和短消息都能通过，大的报文段却全部消失，也没有 ICMP 说明原因。这是什么？',
  },
  choices: [
    { en: 'congestion', zh: '拥塞' },
    { en: 'a closed window', zh: '窗口已关闭' },
    {
      en: 'a black hole: the path carries less than the MSS assumes',
      zh: '黑洞：路径 MTU 小于 MSS 所假定的',
    },
  ],
  answer: 2,
  because: {
    en: 'Packets above the path MTU are dropped, and the ICMP that should report it is filtered. The sender only sees time-outs, until it tries smaller segments.',
    zh: '超过路径 MTU 的包被丢弃，而应当通知发送方的 ICMP 又被过滤。发送方只看到超时，直到它改用更小的报文段。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'A link of 1,500 bytes', zh: '1,500 字节的链路' },
      link: 'client=send 5000, close&server=recv end, close',
    },
    {
      id: 'small',
      title: { en: 'A link of 576 bytes', zh: '576 字节的链路' },
      link: 'mtu=576&client=send 5000, close&server=recv end, close',
    },
    {
      id: 'hole',
      title: { en: 'A black hole; tcp_mtu_probing = 1', zh: '黑洞；tcp_mtu_probing = 1' },
      link: `client.mtuProbing=1&client=send 4344, at 20s, close&server=recv end, close&${lose('client', 3, 9)}`,
    },
  ],
  words: 'MSS MTU 最大报文段长度 路径MTU 黑洞 black hole PMTUD path MTU 1460 1448 分片 fragment ICMP',
  asks: [
    { en: 'What is the MSS, and why 1460?', zh: 'MSS 是什么，为什么是 1460？' },
    { en: 'What is a path MTU black hole?', zh: '什么是路径 MTU 黑洞？' },
  ],
  interview: {
    en: 'MSS is the most payload of a segment, told by each side in its SYN: MTU less 20 for IP and 20 for TCP, 1460 on Ethernet. It is no agreement: each keeps to the other’s.',
    zh: 'MSS 是报文段数据的最大长度，双方各在 SYN 中告知：MTU 减去 IP 首部 20 和 TCP 首部 20，以太网为 1460。它不是协商结果：各自遵守对方的值。',
  },
  prose: [
    {
      en: 'With timestamps 12 bytes of each segment are an option, so 1448 of data are left of 1460.',
      zh: '启用时间戳后每个报文段有 12 字节是选项，所以 1460 中剩下 1448 字节的数据。',
    },
    {
      en: 'Typical for a black hole: ssh logs in and then hangs, a page begins and never ends. Remedies: let ICMP through, clamp the MSS at the tunnel, tcp_mtu_probing.',
      zh: '黑洞的典型现象：ssh 能登录，随后卡住；网页只出来开头。办法：放行 ICMP，在隧道处限制 MSS，开启 tcp_mtu_probing。',
    },
  ],
  claims: [
    {
      says: {
        en: 'With 1,500 bytes a full segment carried {large|# byte|# bytes}, with 576 it carried {small|# byte|# bytes}.',
        zh: '1,500 字节的链路上，满的报文段带 {large|#} 字节；576 字节的链路上带 {small|#} 字节。',
      },
      check(look) {
        const [large, small] = ['main', 'small'].map((id) => {
          const it = look.at(id)
          it.one('client', 'data')
          return Math.max(...it.trace.segments.map(({ length }) => length))
        }) as [number, number]
        look.that(large === 1500 - 40 - 12 && small === 576 - 40 - 12, `they carried ${large} and ${small}`)
        return { large, small }
      },
    },
    {
      says: {
        en: 'In the black hole segments of {large|# byte|# bytes} were lost, again and again, for {time} ms; then smaller ones, of {small|# byte|# bytes}, arrived.',
        zh: '黑洞里 {large|#} 字节的报文段一再丢失，持续 {time} ms；之后较小的 {small|#} 字节的到达了。',
      },
      check(look) {
        const it = look.at('hole')
        const data = it.trace.segments.filter(({ from, length }) => from === 'client' && length > 0)
        const [first] = data
        const lost = data.filter(({ fate }) => fate === 'lost')
        const through = data.find(({ fate }) => fate === 'delivered')
        look.that(first !== undefined && through !== undefined && lost.length > 2, 'nothing was lost, or all')
        if (first === undefined || through === undefined) return {}
        it.cite(first, through)
        look.that(through.length < first.length, `the one that arrived had ${through.length} bytes`)
        look.that(it.run.ends.server.received.length === 4344, 'not all arrived')
        return { large: first.length, small: through.length, time: ms(through.time - first.time) }
      },
    },
  ],
}
