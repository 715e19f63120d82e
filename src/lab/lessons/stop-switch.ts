import { ms } from './look.ts'
import type { Lesson } from './types.ts'

// The switch turns at 1 s; the client says nothing before 5 s.
const QUIET = "client=recv end, close | at 5s, send 'late'&until=20s"

/** A loop that is blocked in recv does not see its switch. */
export const stopSwitch: Lesson = {
  id: 'stop-switch',
  title: { en: 'A loop blocked in recv() does not see its switch', zh: '阻塞在 recv() 的循环看不到停止开关' },
  question: {
    en: 'A loop looks at a global switch, then calls recv(). The switch turns after 1 s; the peer sends after 5 s. When does the loop end?',
    zh: '循环先看全局的停止开关，再调用 recv()。开关在 1 s 时触发，对方 5 s 时才发数据。循环什么时候结束？',
  },
  choices: [
    { en: 'after 1 s', zh: '1 s 时' },
    { en: 'after 5 s, when recv() returns', zh: '5 s 时，recv() 返回之后' },
    { en: 'never', zh: '永远不会' },
  ],
  answer: 1,
  because: {
    en: 'A blocked call is not a loop: nobody looks at the switch until recv() returns. From outside something must make it return.',
    zh: '阻塞的调用中没有循环：recv() 返回之前没有谁看开关。必须从外部让它返回。',
  },
  runs: [
    {
      id: 'main',
      title: { en: 'A global switch: seen only when recv() returns', zh: '全局开关：recv() 返回才看到' },
      link: `${QUIET}&server=recv, close`,
    },
    {
      id: 'shutdown',
      title: { en: 'Way 1: shutdown() from elsewhere (FIN)', zh: '办法一：从别处 shutdown()（FIN）' },
      link: `${QUIET}&server=recv end, close | at 1s, shutdown`,
    },
    {
      id: 'linger',
      title: {
        en: 'Way 2: reset, SO_LINGER {1,0} and close() (RST)',
        zh: '办法二：重置，即 SO_LINGER {1,0} 加 close()（RST）',
      },
      link: `${QUIET}&server=recv end, close | at 1s, reset`,
    },
    {
      id: 'switch',
      title: {
        en: 'Way 3: the switch belongs to the socket (AbortSignal)',
        zh: '办法三：停止开关属于套接字（AbortSignal）',
      },
      link: `${QUIET}&server=recv end, close | at 1s, abort`,
    },
    {
      id: 'timeout',
      title: {
        en: 'Way 4: a time-out; the loop comes round every 500 ms',
        zh: '办法四：超时，循环每 500 ms 看一次',
      },
      link: `${QUIET}&server=wait 500ms, wait 500ms, close`,
    },
  ],
  words:
    '强制关闭 停止开关 全局变量 死循环 阻塞 recv blocked blocking SO_LINGER shutdown SO_RCVTIMEO settimeout select poll AbortSignal 线程退出',
  asks: [
    { en: 'How does one stop a thread that is blocked in recv()?', zh: '线程阻塞在 recv() 时怎样让它退出？' },
    { en: 'Does a global flag close a connection by force?', zh: '用全局标志能强制关闭连接吗？' },
  ],
  interview: {
    en: 'A flag alone does not wake a blocked recv(). Four ways: shutdown() from another thread; SO_LINGER {1,0} with close() (RST); a switch that belongs to the socket; a time-out (SO_RCVTIMEO, select/poll), after which the loop looks. And close() is a FIN, no force.',
    zh: '只改标志唤不醒阻塞的 recv()。四种办法：从别的线程 shutdown()；SO_LINGER {1,0} 加 close()（RST）；停止开关属于套接字；设超时（SO_RCVTIMEO、select/poll），到时循环再看开关。另外 close() 发的是 FIN，不是强制关闭。',
  },
  prose: [
    {
      en: 'To close() a descriptor in which another thread is blocked is no way: in Linux that recv() stays blocked, and the number may be given to another socket.',
      zh: '在别的线程里直接 close() 正被阻塞的描述符不可取：Linux 上那个 recv() 仍然阻塞，而且该描述符可能被分配给别的套接字。',
    },
    {
      en: 'The fourth run stands for the loop with a time-out: it waits twice 500 ms, looks, and closes. In the engine a call has no time-out of its own.',
      zh: '第四种运行用两次 500 ms 的等待代表带超时的循环：到时看开关，然后关闭。引擎里的调用没有自己的超时。',
    },
  ],
  claims: [
    {
      says: {
        en: 'With a global switch the FIN left {time} ms after the start: when the peer’s data came, not when the switch turned.',
        zh: '全局开关：开始后 {time} ms 才发出 FIN，那是对方数据到达的时候，而不是开关触发的时候。',
      },
      check(look) {
        const it = look.at()
        const data = it.one('client', 'data')
        const fin = it.one('server', 'FIN')
        look.that(fin.time >= 5e9 && fin.time >= (data.arrival ?? 0), 'it left before')
        return { time: ms(fin.time) }
      },
    },
    {
      says: {
        en: 'shutdown() at 1,000 ms: FIN at once; the peer closed too, and recv() returned 0 at {time} ms.',
        zh: '1,000 ms 时 shutdown()：立即发出 FIN，对方随之关闭，recv() 在 {time} ms 返回 0。',
      },
      check(look) {
        const it = look.at('shutdown')
        look.that(it.one('server', 'FIN').time === 1e9, 'the FIN left at another time')
        it.one('client', 'FIN')
        return { time: ms(it.call('server', 'recv(1024) = 0').time) }
      },
    },
    {
      says: {
        en: 'The reset and the switch of the socket: an RST at {time} ms each, and recv() failed with {error}.',
        zh: '重置和属于套接字的开关：都在 {time} ms 发出 RST，recv() 以 {error} 失败。',
      },
      check(look) {
        const [one, other] = [look.at('linger'), look.at('switch')]
        const times = [one, other].map((it) => it.one('server', 'RST').time)
        look.that(times[0] === 1e9 && times[1] === 1e9, `they left at ${times.join()}`)
        const errors = [one, other].map((it) => it.run.ends.server.error)
        look.that(
          errors.every((error) => error === 'ECONNABORTED'),
          `they failed with ${errors.join()}`,
        )
        return { time: 1000, error: errors[0] ?? '' }
      },
    },
    {
      says: {
        en: 'With a time-out of 500 ms the FIN left at {time} ms.',
        zh: '超时 500 ms 的循环：{time} ms 时发出 FIN。',
      },
      check(look) {
        const fin = look.at('timeout').one('server', 'FIN')
        look.that(fin.time >= 1e9 && fin.time < 1.6e9, 'it left at another time')
        return { time: ms(fin.time) }
      },
    },
  ],
}
