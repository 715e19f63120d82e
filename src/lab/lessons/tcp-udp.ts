import type { LabMessage, LabRun } from '../types.ts'
import { ms } from './look.ts'
import type { Lesson, LessonTable } from './types.ts'

const STREAM = 'client=send 200 x100 every 10ms'
const READ_TCP = 'server=recv end by 64k, close'
const READ_UDP = 'server=recv 20000 by 64k&until=10s'
const LOAD = 'client=send 1000 x400 every 2ms'

/** TCP against UDP under loss, delay and load. */
export const tcpUdp: Lesson = {
  id: 'tcp-udp',
  title: { en: 'TCP against UDP: loss, delay, load', zh: 'TCP 与 UDP：丢包、延迟、负载' },
  question: {
    en: 'A message of 200 bytes leaves every 10 ms, and 5% of the packets are lost. What does the receiver see?',
    zh: '每 10 ms 发送一条 200 字节的消息，5% 的包会丢失。接收方看到什么？',
  },
  choices: [
    { en: 'UDP: all, some late. TCP: some missing', zh: 'UDP：全部，有些迟到。TCP：缺一些' },
    {
      en: 'UDP: some missing, none late. TCP: all, in order, some late',
      zh: 'UDP：缺一些，没有迟到。TCP：全部，按顺序，有些迟到',
    },
    { en: 'the same with both', zh: '两者一样' },
  ],
  answer: 1,
  because: {
    en: 'TCP sends the lost again and holds back what came behind it. UDP does neither: what arrives is on time, the rest is gone.',
    zh: 'TCP 重传丢失的数据，并让后到的数据排队。UDP 既不重传也不排队：到达的不会被延误，丢了就丢了。',
  },
  runs: [
    {
      id: 'tcp-loss',
      title: { en: 'TCP, 5% loss', zh: 'TCP，丢包 5%' },
      link: `path=delay 20ms loss 5%25&seed=11&${STREAM}, close&${READ_TCP}`,
    },
    {
      id: 'udp-loss',
      title: { en: 'UDP, 5% loss', zh: 'UDP，丢包 5%' },
      link: `protocol=udp&path=delay 20ms loss 5%25&seed=11&${STREAM}&${READ_UDP}`,
    },
    {
      id: 'tcp-delay',
      title: { en: 'TCP, 100 ms away', zh: 'TCP，单程 100 ms' },
      link: `path=delay 100ms 30ms&seed=4&${STREAM}, close&${READ_TCP}`,
    },
    {
      id: 'udp-delay',
      title: { en: 'UDP, 100 ms away', zh: 'UDP，单程 100 ms' },
      link: `protocol=udp&path=delay 100ms 30ms&seed=4&${STREAM}&${READ_UDP}`,
    },
    {
      id: 'tcp-load',
      title: { en: 'TCP, 4 into 1 Mbit/s', zh: 'TCP，4 Mbit/s 挤进 1 Mbit/s' },
      link: `path=delay 20ms rate 1mbit limit 20&${LOAD}, close&${READ_TCP}`,
    },
    {
      id: 'udp-load',
      title: { en: 'UDP, 4 into 1 Mbit/s', zh: 'UDP，4 Mbit/s 挤进 1 Mbit/s' },
      link: `protocol=udp&path=delay 20ms rate 1mbit limit 20&${LOAD}&server=recv 400000 by 64k&until=20s`,
    },
  ],
  words: 'TCP UDP 区别 difference 可靠 开销',
  asks: [
    { en: 'How do TCP and UDP differ?', zh: 'TCP 和 UDP 有什么区别？' },
    { en: 'When is UDP the better choice?', zh: '什么时候用 UDP？' },
  ],
  interview: {
    en: 'TCP: connection, order, all bytes, flow and congestion control, 20 bytes of header or more. UDP: single datagrams, 8 bytes of header, one to many, no waiting for what is lost.',
    zh: 'TCP 面向连接，有序可靠，有流量控制和拥塞控制，首部至少 20 字节；UDP 无连接，首部 8 字节，可一对多，不等待丢失的数据。',
  },
  prose: [
    {
      en: 'One lost segment delays all behind it: a stream has an order. For a file that is right. For a voice, late is as bad as lost, and UDP is the better ground.',
      zh: '一个丢失的报文段会拖住后面所有的：流是有顺序的。传文件正该如此。传语音时迟到和丢失一样糟，UDP 更合适。',
    },
    {
      en: 'Under load TCP slows its sender down; UDP’s sender goes on and fills the queue for everybody.',
      zh: '负载过高时 TCP 会让发送方慢下来；UDP 的发送方照发不误，把大家的队列都占满。',
    },
    {
      en: 'CPU is what this computer took for the whole simulated run, both ends and the path; bytes and memory are counted in the run.',
      zh: 'CPU 是这台计算机模拟整个运行（两端和路径）所用的时间；字节和内存是运行中数出来的。',
    },
  ],
  loose: {
    en: '“UDP is faster” is loose: its packets travel no faster. It saves the handshake, and it does not wait for what was lost.',
    zh: '“UDP 更快”不严谨：它的包并不走得更快。它省了握手，也不等丢失的数据。',
  },
  claims: [
    {
      says: {
        en: 'With loss, TCP delivered {tcp|#} of {all|# message|# messages}, UDP {udp|#}.',
        zh: '丢包时，{all|#} 条消息 TCP 送达 {tcp|#} 条，UDP 送达 {udp|#} 条。',
      },
      check(look) {
        const [tcp, udp] = [look.at('tcp-loss').run, look.at('udp-loss').run]
        for (const [index, packet] of udp.packets.entries())
          if (packet.fate === 'lost') look.at('udp-loss').citePacket(index)
        const [some, all] = [arrived(udp.messages), arrived(tcp.messages)]
        look.that(all === 100 && some < 100, `TCP delivered ${all}, UDP ${some}`)
        return { tcp: all, udp: some, all: tcp.messages.length }
      },
    },
    {
      says: {
        en: 'With loss, UDP’s slowest message took {udp} ms, TCP’s {tcp} ms: it waited for a retransmission.',
        zh: '丢包时，UDP 最慢的消息用了 {udp} ms，TCP 的用了 {tcp} ms：它在等重传。',
      },
      check(look) {
        const [tcp, udp] = [look.at('tcp-loss'), look.at('udp-loss').run]
        const again = tcp.all('client', 'data').find(({ kinds }) => kinds.includes('retransmission'))
        look.that(again !== undefined, 'TCP sent nothing again')
        if (again !== undefined) tcp.cite(again)
        const [slow, quick] = [slowest(tcp.run.messages), slowest(udp.messages)]
        look.that(slow > quick + 20_000_000, `${ms(slow)} and ${ms(quick)} ms`)
        return { udp: ms(quick), tcp: ms(slow) }
      },
    },
    {
      says: {
        en: 'Under jitter UDP delivered {udp|# message|# messages} out of order, TCP {tcp|#}.',
        zh: '抖动之下，UDP 有 {udp|#} 条消息乱序，TCP 有 {tcp|#} 条。',
      },
      check(look) {
        const [tcp, udp] = [
          outOfOrder(look.at('tcp-delay').run.messages),
          outOfOrder(look.at('udp-delay').run.messages),
        ]
        look.at('udp-delay').citePacket(0)
        look.that(tcp === 0 && udp > 0, `${tcp} and ${udp}`)
        return { udp, tcp }
      },
    },
    {
      says: {
        en: 'Over 100 ms the first message took UDP {udp} ms from the start, TCP {tcp} ms: the handshake came before.',
        zh: '单程 100 ms 时，从开始到第一条消息，UDP 用了 {udp} ms，TCP 用了 {tcp} ms：先要握手。',
      },
      check(look) {
        const first = (id: string): number => look.at(id).run.messages[0]?.received ?? Infinity
        look.at('tcp-delay').one('client', 'SYN')
        look.that(first('udp-delay') < first('tcp-delay'), 'UDP was not earlier')
        return { udp: ms(first('udp-delay')), tcp: ms(first('tcp-delay')) }
      },
    },
    {
      says: {
        en: 'Under load UDP lost {lost|#} of {all|# message|# messages} in the queue; TCP delivered all {all|#}, the last one {time} ms after it was sent.',
        zh: '负载过高时，UDP 的 {all|#} 条消息在队列里丢了 {lost|#} 条；TCP 送达全部 {all|#} 条，最后一条在发出 {time} ms 之后。',
      },
      check(look) {
        const [tcp, udp] = [look.at('tcp-load').run, look.at('udp-load').run]
        const lost = udp.messages.length - arrived(udp.messages)
        const index = udp.packets.findIndex(({ why }) => why === 'queue')
        look.that(index >= 0, 'nothing was lost in the queue')
        look.at('udp-load').citePacket(index)
        look.that(arrived(tcp.messages) === tcp.messages.length && lost > 100, `UDP lost ${lost}`)
        return { lost, all: tcp.messages.length, time: ms(slowest(tcp.messages)) }
      },
    },
    {
      says: {
        en: 'For 100 messages TCP put {tcp|# byte|# bytes} on the wire, UDP {udp|#}; and TCP kept up to {held|# byte|# bytes} at the sender, UDP none.',
        zh: '100 条消息，TCP 在网络上用了 {tcp|#} 字节，UDP 用了 {udp|#} 字节；TCP 在发送方最多保留 {held|#} 字节，UDP 不保留。',
      },
      check(look) {
        const [tcp, udp] = [look.at('tcp-loss').run.cost, look.at('udp-loss').run.cost]
        look.at('tcp-loss').one('client', 'data')
        const [more, less] = [wire(tcp), wire(udp)]
        look.that(tcp.held.client > 0 && udp.held.client === 0, `${tcp.held.client} and ${udp.held.client}`)
        return { tcp: more, udp: less, held: tcp.held.client }
      },
    },
  ],
  table,
}

function table(runs: ReadonlyMap<string, LabRun>): LessonTable {
  const all = [...runs.values()]
  const row = (en: string, zh: string, value: (run: LabRun) => string): LessonTable['rows'][number] => ({
    label: { en, zh },
    values: all.map((run) => value(run)),
  })
  return {
    columns: tcpUdp.runs.map(({ title }) => title),
    rows: [
      row('messages that arrived', '到达的消息', ({ messages }) => `${arrived(messages)}/${messages.length}`),
      row('out of order', '乱序', ({ messages }) => String(outOfOrder(messages))),
      row('median delay, ms', '延迟中位数，ms', ({ messages }) => ms(median(messages))),
      row('slowest, ms', '最慢，ms', ({ messages }) => ms(slowest(messages))),
      row('packets', '包', ({ cost }) => String(cost.packets.client + cost.packets.server)),
      row('bytes on the wire', '网络上的字节', ({ cost }) => String(wire(cost))),
      row('of which headers, %', '其中首部，%', ({ cost }) => {
        const payload = cost.payloadBytes.client + cost.payloadBytes.server
        return (100 - (100 * payload) / wire(cost)).toFixed(0)
      }),
      row('retransmitted', '重传', ({ cost }) =>
        String(cost.retransmissions.client + cost.retransmissions.server),
      ),
      row('most bytes held, sender', '发送方最多占用，字节', ({ cost }) => String(cost.held.client)),
      row('most bytes held, receiver', '接收方最多占用，字节', ({ cost }) => String(cost.held.server)),
      row('CPU of the run, ms', '运行的 CPU，ms', ({ cost }) =>
        cost.cpu === undefined ? '–' : ms(cost.cpu),
      ),
    ],
  }
}

function arrived(messages: readonly LabMessage[]): number {
  return messages.filter(({ received }) => received !== undefined).length
}

function delays(messages: readonly LabMessage[]): number[] {
  return messages
    .flatMap(({ sent, received }) => (received === undefined ? [] : [received - sent]))
    .sort((a, b) => a - b)
}

function median(messages: readonly LabMessage[]): number {
  const all = delays(messages)
  return all[all.length >> 1] ?? 0
}

function slowest(messages: readonly LabMessage[]): number {
  return delays(messages).at(-1) ?? 0
}

/** Messages that came behind one that was sent later. */
function outOfOrder(messages: readonly LabMessage[]): number {
  let earliest = Infinity
  let count = 0
  for (const { received } of [...messages].reverse()) {
    if (received === undefined) continue
    if (received > earliest) count++
    earliest = Math.min(earliest, received)
  }
  return count
}

function wire({ wireBytes }: LabRun['cost']): number {
  return wireBytes.client + wireBytes.server
}
