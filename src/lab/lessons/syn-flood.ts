import { lose } from './links.ts'
import type { Lesson } from './types.ts'

// Four SYNs whose answers never come anywhere, as from forged addresses, and then a client that is there.
const FLOOD = `clients=5&spacing=10ms&backlog=3&${lose('server', 1, 4)}&client=recv end&server=&until=900ms`

/** SYN flood, SYN queue and SYN cookies. */
export const synFlood: Lesson = {
  id: 'syn-flood',
  title: { en: 'SYN flood, SYN queue, SYN cookies', zh: 'SYN 泛洪、半连接队列与 SYN cookie' },
  question: {
    en: 'The SYN queue is full of handshakes that nobody will finish. With SYN cookies, what does the server keep of the next SYN?',
    zh: '半连接队列已被永远不会完成的握手占满。启用 SYN cookie 时，服务器为下一个 SYN 保存什么？',
  },
  choices: [
    { en: 'the whole connection', zh: '整个连接' },
    {
      en: 'nothing: what it must know stands in the number of its SYN+ACK',
      zh: '什么也不保存：要记的都在 SYN+ACK 的序号里',
    },
    { en: 'it refuses the SYN with an RST', zh: '用 RST 拒绝这个 SYN' },
  ],
  answer: 1,
  because: {
    en: 'The cookie is the initial sequence number, computed from the four-tuple, a secret and the time. The third segment brings it back (ack − 1), and only then memory is used.',
    zh: 'cookie 就是初始序号，由四元组、密钥和时间算出。第三个报文段把它带回来（ack − 1），这时才占用内存。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'Without SYN cookies', zh: '不用 SYN cookie' },
      link: `${FLOOD}&server.synCookies=0&server.maxSynBacklog=4`,
    },
    {
      id: 'cookies',
      title: { en: 'With SYN cookies', zh: '启用 SYN cookie' },
      link: `${FLOOD}&server.synCookies=1&server.maxSynBacklog=4`,
    },
  ],
  words:
    'SYN攻击 SYN泛洪 SYN flood 半连接队列 SYN_RECV SYN_RCVD syncookies tcp_syncookies tcp_max_syn_backlog DDoS cookie',
  asks: [
    { en: 'What is a SYN flood, and what helps?', zh: '什么是 SYN 攻击，怎样防范？' },
    { en: 'What is the SYN queue, and what if it is full?', zh: '半连接队列是什么，满了会怎样？' },
    { en: 'How do SYN cookies work?', zh: 'SYN cookie 的原理是什么？' },
  ],
  interview: {
    en: 'Many SYNs from forged addresses fill the SYN queue, and real clients get no answer. SYN cookies keep no state until the third segment; beside them a larger tcp_max_syn_backlog, fewer tcp_synack_retries, a firewall in front.',
    zh: '大量伪造地址的 SYN 占满半连接队列，正常客户端得不到应答。SYN cookie 在第三个报文段到达前不保存状态；此外可以增大 tcp_max_syn_backlog，减小 tcp_synack_retries，或由前面的防火墙代为握手。',
  },
  prose: [
    {
      en: 'A cookie has room for little: an MSS out of a few, and options only in the timestamp. So Linux uses it when the queue is full, not before (tcp_syncookies = 1).',
      zh: 'cookie 能记的很少：MSS 只有几档，选项只能放在时间戳里。所以 Linux 只在队列满时使用（tcp_syncookies = 1）。',
    },
    {
      en: 'To see it on a server: ss -tn state syn-recv, and nstat -az TcpExtSyncookiesSent.',
      zh: '在服务器上查看：ss -tn state syn-recv，以及 nstat -az TcpExtSyncookiesSent。',
    },
  ],
  loose: {
    en: '“Linux keeps SYNs in a queue of the length tcp_max_syn_backlog” is loose: the backlog of listen() bounds it too, and with cookies on it alone does.',
    zh: '“半连接队列的长度就是 tcp_max_syn_backlog”不严谨：listen() 的 backlog 也限制它，启用 cookie 时只看后者。',
  },
  claims: [
    {
      says: {
        en: 'Without cookies the real client’s SYN got no answer: the {count|# handshake|# handshakes} before it filled the queue.',
        zh: '不用 cookie：前面的 {count|#} 个握手占满了队列，正常客户端的 SYN 没有得到应答。',
      },
      check(look) {
        const { traces } = look.at().run
        const last = look.at('main', traces.length - 1)
        last.one('client', 'SYN')
        look.that(last.all('server', 'SYN-ACK').length === 0, 'it was answered')
        const waiting = traces.filter(({ segments }) => segments.some(({ from }) => from === 'server')).length
        return { count: waiting }
      },
    },
    {
      says: {
        en: 'With cookies it was answered, and its ACK brought back the number: seq {seq}, ack {ack}. Both ends were ESTABLISHED.',
        zh: '启用 cookie：它得到了应答，ACK 把序号带了回来：seq {seq}，ack {ack}。两端都是 ESTABLISHED。',
      },
      check(look) {
        const last = look.at('cookies', look.at('cookies').run.traces.length - 1)
        last.one('client', 'SYN')
        const synAck = last.one('server', 'SYN-ACK')
        const ack = last.one('client', 'ACK')
        look.that(ack.ack === (synAck.seq + 1) >>> 0, `it brought ${ack.ack}`)
        const made = last.run.sockets.filter(
          ({ side, state }) => side === 'server' && state === 'ESTABLISHED',
        )
        look.that(made.length === 1, `${made.length} connections were made`)
        return { seq: synAck.seq, ack: ack.ack }
      },
    },
  ],
}
