import { lose } from './links.ts'
import { ms } from './look.ts'
import type { Lesson } from './types.ts'

// The client's host is gone after its first message: whatever the server sends from its fourth packet on is lost.
const GONE = `client=send 'hello', at 3600s&until=3000s&${lose('server', 3, 40)}`

/** A pulled cable is silence. */
export const silence: Lesson = {
  id: 'silence',
  title: { en: 'A pulled cable is silence: keep-alive and heartbeat', zh: '拔网线与宕机：保活和心跳' },
  question: {
    en: 'The client’s cable is pulled. The server waits in recv(), without keep-alive or heartbeat. When does recv() return 0?',
    zh: '客户端的网线被拔掉。服务器等在 recv()，没有保活也没有心跳。recv() 什么时候返回 0？',
  },
  choices: [
    { en: 'at once', zh: '立即' },
    { en: 'after 2 hours', zh: '2 小时后' },
    { en: 'never: no packet comes, and nobody asks', zh: '永远不会：没有包来，也没有谁去问' },
  ],
  answer: 2,
  because: {
    en: 'Only a FIN makes recv() return 0, and a dead host sends none. Silence looks like a peer that has nothing to say. Who wants to know must ask.',
    zh: '只有 FIN 让 recv() 返回 0，而断电的主机发不出 FIN。沉默与对方无话可说没有区别。想知道就必须去问。',
  },
  runs: [
    { id: 'main', title: { en: 'Neither', zh: '两者都没有' }, link: `${GONE}&server=recv end, close` },
    {
      id: 'keep-alive',
      title: {
        en: 'Keep-alive: 60 s idle, 3 probes 10 s apart',
        zh: '保活：空闲 60 s，每 10 s 探测，共 3 次',
      },
      link: `${GONE}&server=recv end, close&server.keepAlive=on&server.keepAliveIdle=60s&server.keepAliveInterval=10s&server.keepAliveCount=3`,
    },
    {
      id: 'heartbeat',
      title: {
        en: 'Heartbeat every 30 s, TCP_USER_TIMEOUT 20 s',
        zh: '每 30 s 一次心跳，TCP_USER_TIMEOUT 20 s',
      },
      link: `${GONE}&server=recv end, close | send 'ping' x50 every 30s&server.userTimeout=20s`,
    },
    {
      id: 'fin',
      title: { en: 'The client closes in order (FIN)', zh: '客户端正常关闭（FIN）' },
      link: "client=send 'hello', wait 60s, close&server=recv end, close",
    },
  ],
  words:
    '心跳 heartbeat keepalive keep-alive 保活 拔网线 宕机 断电 tcp_keepalive_time SO_KEEPALIVE TCP_USER_TIMEOUT 7200 半开连接 对端崩溃 ETIMEDOUT',
  asks: [
    { en: 'The peer crashes, or the cable is pulled: what happens?', zh: '对端宕机、断电或拔网线会怎样？' },
    { en: 'How do keep-alive and heartbeat differ?', zh: 'TCP 的 keepalive 和应用层心跳有什么区别？' },
    { en: 'How does a server know that a client is gone?', zh: '服务器怎样知道客户端已经断开？' },
  ],
  interview: {
    en: 'A program that dies: its host sends FIN or RST. A host that dies or a cable: silence. Keep-alive (off by default, 2 h idle + 9 probes 75 s apart) asks whether the host is there; a heartbeat asks the program, in seconds, and through proxies.',
    zh: '进程崩溃：主机代发 FIN 或 RST。主机宕机、拔网线：什么也没有。保活（默认关闭，空闲 2 h，再每 75 s 探测共 9 次）问的是主机；心跳问的是程序，可以是秒级，也能穿过代理。',
  },
  prose: [
    {
      en: 'If the host comes back before anybody asked, the first segment to it is answered with an RST: the connection is half-open.',
      zh: '如果主机在有人询问之前就恢复，发给它的第一个报文段会得到 RST：这就是半开连接。',
    },
    {
      en: 'Who sends notices too: without any answer the retransmissions end after tcp_retries2 (15, some 15 minutes) with ETIMEDOUT, or after TCP_USER_TIMEOUT.',
      zh: '发送数据也能发现：一直没有应答，重传到 tcp_retries2（15 次，约 15 min）或 TCP_USER_TIMEOUT 后以 ETIMEDOUT 结束。',
    },
  ],
  loose: {
    en: '“recv() returns 0, so the server knows that the client is gone” is loose: it knows so of a FIN. A reset is an error, a pulled cable tells nothing.',
    zh: '“recv() 返回 0，服务器就知道客户端断开了”不严谨：只有 FIN 如此。重置是错误，拔网线则毫无消息。',
  },
  claims: [
    {
      says: {
        en: 'With neither, no packet was sent for {time} s, and recv() still waited.',
        zh: '两者都没有：{time} s 内没有任何包，recv() 仍在等待。',
      },
      check(look) {
        const it = look.at()
        const last = it.trace.segments.at(-1)
        look.that(last !== undefined, 'nothing was sent')
        if (last === undefined) return {}
        it.cite(last)
        const end = it.run.programs.find(({ role }) => role === 'session')
        look.that(end?.outcome === 'waiting' && last.time < 1e9, `it was ${end?.outcome}`)
        return { time: Math.round((it.run.duration - last.time) / 1e9) }
      },
    },
    {
      says: {
        en: 'With keep-alive {count|# probe|# probes} got no answer, and after {time} s recv() failed with {error}.',
        zh: '有保活：{count|#} 个探测没有应答，{time} s 后 recv() 以 {error} 失败。',
      },
      check(look) {
        const it = look.at('keep-alive')
        const probes = it.all('server', 'ACK').filter(({ time }) => time > 1e9)
        it.cite(...probes)
        const { error } = it.run.ends.server
        look.that(error === 'ETIMEDOUT' && probes.length === 3, `${probes.length} probes, ${error}`)
        const failed = it.call('server', 'recv(1024) = ETIMEDOUT')
        return { count: probes.length, time: Math.round(failed.time / 1e9), error: error ?? '' }
      },
    },
    {
      says: {
        en: 'With a heartbeat it was known after {time} s: {error}.',
        zh: '有心跳：{time} s 后就知道了：{error}。',
      },
      check(look) {
        const it = look.at('heartbeat')
        it.one('server', 'data')
        const { error } = it.run.ends.server
        const failed = it.run.events.find(({ type, side }) => type === 'error' && side === 'server')
        look.that(error === 'ETIMEDOUT' && failed !== undefined, `it ended with ${error}`)
        return { time: Math.round((failed?.time ?? 0) / 1e9), error: error ?? '' }
      },
    },
    {
      says: {
        en: 'A FIN: recv() returned 0 the moment it came, {time} ms after it was sent.',
        zh: 'FIN：到达的那一刻 recv() 返回 0，在发出 {time} ms 之后。',
      },
      check(look) {
        const it = look.at('fin')
        const fin = it.one('client', 'FIN')
        const zero = it.call('server', 'recv(1024) = 0')
        look.that(zero.time === fin.arrival, 'it was at another time')
        return { time: ms(zero.time - fin.time) }
      },
    },
  ],
}
