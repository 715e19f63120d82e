import { ms } from './look.ts'
import type { Lesson } from './types.ts'

/** The three-way handshake, and why not two. */
export const handshake: Lesson = {
  id: 'handshake',
  title: { en: 'The three-way handshake, and why not two', zh: '三次握手，为什么不是两次' },
  question: {
    en: 'An old SYN, long delayed, reaches the server. Why does that not make a connection that nobody wants?',
    zh: '一个迟到很久的旧 SYN（已失效的连接请求）到达服务器。为什么它不会建立一个错误的连接？',
  },
  choices: [
    { en: 'the server sees by the number that it is old', zh: '服务器从序号看出它是旧的' },
    { en: 'the client does not confirm the server’s answer', zh: '客户端不会确认服务器的应答' },
    { en: 'it does make one', zh: '会造成这样的连接' },
  ],
  answer: 1,
  because: {
    en: 'The server cannot tell and answers. The third segment would have to come from the client, and the client, who wants nothing, sends an RST instead.',
    zh: '服务器看不出来，照常应答。第三个报文段要由客户端发出，而客户端并没有要连接，于是发送 RST。',
  },
  runs: [
    { id: 'main', title: { en: 'The handshake', zh: '握手' }, link: '' },
    {
      id: 'old',
      title: { en: 'The first SYN is 3 s late', zh: '第一个 SYN 迟到 3 s' },
      link: "clients=2&spacing=5s&client=send 'hello', recv 5, close&client.msl=200ms&delay=client.1:3s",
    },
  ],
  words: '三次握手 「三报文握手」 three-way handshake SYN 已失效的连接请求',
  asks: [
    { en: 'Why three segments, why not two, why not four?', zh: '为什么是三次握手，不是两次，也不是四次？' },
    { en: 'What does an old SYN do?', zh: '已失效的连接请求会怎样？' },
  ],
  interview: {
    en: 'Both initial sequence numbers must be sent and acknowledged, and an old SYN must be found out: three is the least that does it.',
    zh: '双方的初始序号都要送达并得到确认，还要识破已失效的连接请求：三次是最少的次数。',
  },
  prose: [
    {
      en: 'Each side chooses the number from which it counts its bytes, and must learn that the other knows it. That takes SYN, SYN with ACK, ACK: three, because the middle one carries both the answer and the server’s own number.',
      zh: '每一方各自选择初始序号（ISN），还要知道对方已经得知。这需要 SYN、SYN+ACK、ACK：一共三个而不是四个，因为中间一个既是确认，又带着服务器自己的初始序号。',
    },
    {
      en: 'With two, the server would take every SYN for a connection, an old copy too, and hold memory for a client that is not there.',
      zh: '如果只有两次，服务器会把每个 SYN 都当成连接，已失效的连接请求也不例外，为并不存在的客户端占着内存。',
    },
  ],
  loose: {
    en: '“The handshake checks that both can send and receive” is loose: what it is for is that both agree on the first numbers, and that an old SYN is found out.',
    zh: '“握手是为了确认双方能收能发”不严谨：它的目的是让双方同步初始序号，并识破已失效的连接请求。',
  },
  claims: [
    {
      says: {
        en: 'Three segments, SYN, SYN-ACK and ACK, and after {time} ms both ends are ESTABLISHED.',
        zh: 'SYN、SYN+ACK、ACK 三个报文段，{time} ms 后两端都是 ESTABLISHED。',
      },
      check(look) {
        const it = look.at()
        const syn = it.one('client', 'SYN')
        const synAck = it.one('server', 'SYN-ACK')
        const ack = it.one('client', 'ACK')
        look.that(
          syn.packet === 0 && synAck.packet === 1 && ack.packet === 2,
          'they were not the first three',
        )
        look.that(ack.state.client === 'ESTABLISHED' && ack.state.server === 'ESTABLISHED', 'they were not')
        return { time: ms(ack.arrival ?? 0) }
      },
    },
    {
      says: {
        en: 'Each side chose its own first number, {client} and {server} (both 0 in the diagram, which counts from there), and had it acknowledged plus 1: ack {clientAck} and {serverAck} (both 1 in the diagram).',
        zh: '两端各选了初始序号 {client} 和 {server}（图中从它数起，记为 0），得到的确认号都是它加 1：{clientAck} 和 {serverAck}（图中为 1）。',
      },
      check(look) {
        const it = look.at()
        const syn = it.one('client', 'SYN')
        const synAck = it.one('server', 'SYN-ACK')
        const ack = it.one('client', 'ACK')
        look.that(synAck.ack === (syn.seq + 1) >>> 0, 'the client’s number was not acknowledged')
        look.that(ack.ack === (synAck.seq + 1) >>> 0, 'the server’s number was not acknowledged')
        look.that(syn.seq !== synAck.seq, 'both chose the same')
        return { client: syn.seq, server: synAck.seq, clientAck: synAck.ack, serverAck: ack.ack }
      },
    },
    {
      says: {
        en: 'The old SYN arrived {time} ms after it was sent, when the conversation was over, and the server answered it.',
        zh: '旧的 SYN 在发出 {time} ms 后才到达，那时对话已经结束，服务器还是应答了它。',
      },
      check(look) {
        const it = look.at('old')
        const [old] = it.all('client', 'SYN')
        const fin = it.one('server', 'FIN')
        look.that(old !== undefined && (old.arrival ?? 0) > (fin.arrival ?? 0), 'it came before the end')
        if (old === undefined) return {}
        const answer = it.all('server', 'SYN-ACK').find(({ time }) => time === old.arrival)
        look.that(answer !== undefined, 'the server did not answer')
        if (answer !== undefined) it.cite(old, answer)
        return { time: ms((old.arrival ?? 0) - old.time) }
      },
    },
    {
      says: {
        en: 'The client answered that with an RST, and accept() never returned it: {count|# client|# clients}, {count|# time|# times} accept().',
        zh: '客户端用 RST 应答，accept() 始终没有返回这个旧连接：{count|#} 个客户端，accept() 返回 {count|#} 次。',
      },
      check(look) {
        const it = look.at('old')
        const rst = it.one('client', 'RST')
        const { programs } = it.run
        const count = programs.filter((program) => program.role === 'client').length
        const accepted = programs.filter((program) => program.role === 'session').length
        look.that(accepted === count, `accept() returned ${accepted} times`)
        look.that((it.all('client', 'SYN')[0]?.arrival ?? Infinity) < rst.time, 'the RST came before')
        return { count }
      },
    },
  ],
}
