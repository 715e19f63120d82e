import { lose } from './links.ts'
import { ms } from './look.ts'
import type { Lesson } from './types.ts'

const TALK = "client=recv 5, close&server=send 'hello', recv end, close"

/** Each segment of the handshake, lost. */
export const handshakeLoss: Lesson = {
  id: 'handshake-loss',
  title: { en: 'When a segment of the handshake is lost', zh: '三次握手中每一次丢失会怎样' },
  question: {
    en: 'The third segment, the client’s ACK, is lost, and the client only waits for data. Who retransmits what?',
    zh: '第三个报文段（客户端的 ACK）丢失，而客户端只是等待数据。谁重传什么？',
  },
  choices: [
    { en: 'the client its ACK', zh: '客户端重传 ACK' },
    { en: 'the server its SYN+ACK', zh: '服务器重传 SYN+ACK' },
    { en: 'nobody: the connection hangs', zh: '没有谁重传：连接卡住' },
  ],
  answer: 1,
  because: {
    en: 'An ACK alone is never retransmitted. The server, in SYN-RECEIVED, waits for it and retransmits its SYN+ACK, which the client acknowledges once more.',
    zh: '单独的 ACK 从不重传。处于 SYN-RECEIVED 的服务器等不到它，就重传 SYN+ACK，客户端再确认一次。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'The third is lost: ACK', zh: '第三次丢失：ACK' },
      link: `lose=client.2&${TALK}`,
    },
    {
      id: 'first',
      title: { en: 'The first is lost: SYN', zh: '第一次丢失：SYN' },
      link: `lose=client.1&${TALK}`,
    },
    {
      id: 'second',
      title: { en: 'The second is lost: SYN+ACK', zh: '第二次丢失：SYN+ACK' },
      link: `lose=server.1&${TALK}`,
    },
    {
      id: 'all',
      title: { en: 'Every SYN is lost', zh: '所有 SYN 都丢失' },
      link: `${lose('client', 1, 12)}&${TALK}`,
    },
  ],
  words: 'SYN丢失 ACK丢失 第三次握手丢失 SYN_SENT SYN_RCVD tcp_syn_retries tcp_synack_retries ETIMEDOUT',
  asks: [
    { en: 'What if a segment of the handshake is lost?', zh: '三次握手中每一次丢失会怎样？' },
    { en: 'How long does connect() wait?', zh: 'connect() 会等多久？' },
  ],
  interview: {
    en: 'SYN or SYN+ACK lost: the client retransmits its SYN, after 1 s at first (tcp_syn_retries). Third ACK lost: the server retransmits its SYN+ACK; data from the client, which carries the same ack, mends it sooner.',
    zh: 'SYN 或 SYN+ACK 丢失：客户端重传 SYN，第一次在 1 s 后（tcp_syn_retries）。第三个 ACK 丢失：服务器重传 SYN+ACK；如果客户端随后发数据，其中的确认号也能完成握手。',
  },
  textbook: {
    en: 'the time-out doubles from the first retransmission on; today’s Linux first retransmits a SYN four times a second apart, then doubles.',
    zh: '教科书说超时从第一次重传起加倍；现在的 Linux 先每隔 1 s 重传 SYN 四次，然后才加倍。',
  },
  prose: [
    {
      en: 'A lost SYN+ACK is mended from both sides: the client misses the answer and the server misses the ACK. Both retransmit.',
      zh: 'SYN+ACK 丢失时双方都会补救：客户端等不到应答，服务器等不到确认，两边都重传。',
    },
  ],
  claims: [
    {
      says: {
        en: 'The third segment lost: {time} ms later the server retransmitted its SYN+ACK; the client had been ESTABLISHED all the time.',
        zh: '第三个报文段丢失：{time} ms 后服务器重传了 SYN+ACK；客户端一直是 ESTABLISHED。',
      },
      check(look) {
        const it = look.at()
        const lost = it.one('client', 'ACK')
        const again = it.one('server', 'SYN-ACK', lost)
        look.that(lost.fate === 'lost' && lost.state.client === 'ESTABLISHED', 'another was lost')
        look.that(it.run.ends.client.received.length === 5, 'the data did not arrive')
        return { time: ms(again.time - lost.time) }
      },
    },
    {
      says: {
        en: 'The SYN lost: {first} ms later the client retransmitted it. The SYN+ACK lost: so it did after {second} ms.',
        zh: 'SYN 丢失：{first} ms 后客户端重传。SYN+ACK 丢失：客户端在 {second} ms 后重传 SYN。',
      },
      check(look) {
        const after = (id: string): string => {
          const it = look.at(id)
          const syn = it.one('client', 'SYN')
          return ms(it.one('client', 'SYN', syn).time - syn.time)
        }
        return { first: after('first'), second: after('second') }
      },
    },
    {
      says: {
        en: 'No SYN arrived: after {count|# SYN|# SYNs} in {time} s connect() failed with {error}.',
        zh: 'SYN 都没有到达：{time} s 内发了 {count|#} 个 SYN，connect() 以 {error} 失败。',
      },
      check(look) {
        const it = look.at('all')
        const all = it.all('client', 'SYN')
        it.cite(...all.slice(0, 3))
        const { error } = it.run.ends.client
        look.that(error === 'ETIMEDOUT', `it ended with ${error}`)
        return { count: all.length, time: Math.round(it.run.duration / 1e9), error: error ?? '' }
      },
    },
  ],
}
