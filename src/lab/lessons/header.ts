import type { Exhibit } from './look.ts'
import type { Lesson } from './types.ts'

/** Bytes of a packet from the IPv4 header on, and where its TCP header begins and ends. */
function headerOf(it: Exhibit, packet: number): { bytes: Uint8Array; ip: number; tcp: number } {
  const bytes = it.run.packets[packet]?.bytes ?? new Uint8Array(40)
  const ip = ((bytes[0] ?? 0) & 15) * 4
  return { bytes, ip, tcp: ((bytes[ip + 12] ?? 0) >> 4) * 4 }
}

/** The fields of the TCP header. */
export const header: Lesson = {
  id: 'header',
  title: { en: 'The header, field by field', zh: 'TCP 首部的各个字段' },
  question: {
    en: 'How large is a TCP header?',
    zh: 'TCP 首部有多长？',
  },
  choices: [
    { en: 'always 20 bytes', zh: '总是 20 字节' },
    { en: '20 bytes, and up to 40 of options', zh: '20 字节，加上最多 40 字节的选项' },
    { en: '8 bytes', zh: '8 字节' },
  ],
  answer: 1,
  because: {
    en: 'A field of four bits counts words of 4 bytes: from 5 (20 bytes) to 15 (60 bytes).',
    zh: '数据偏移字段有 4 位，以 4 字节为单位：从 5（20 字节）到 15（60 字节）。',
  },
  runs: [
    { id: 'main', title: { en: 'As in Linux', zh: '与 Linux 相同' }, link: '' },
    {
      id: 'bare',
      title: { en: 'No options but MSS', zh: '除 MSS 外没有选项' },
      link: 'client.timestamps=off&client.sack=off&client.windowScaling=off',
    },
  ],
  words:
    'header 首部 「报头」 字段 端口 序号 确认号 数据偏移 标志位 窗口 校验和 紧急指针 选项 MSS UDP首部 8字节 20字节',
  asks: [
    { en: 'Which fields does the TCP header have?', zh: 'TCP 首部有哪些字段？' },
    { en: 'How large are the headers of TCP and UDP?', zh: 'TCP 和 UDP 的首部各多大？' },
  ],
  interview: {
    en: 'Ports (2 + 2 bytes), seq (4), ack (4), offset and flags (2), window (2), checksum (2), urgent pointer (2): 20 bytes, then options. UDP has 8: ports, length, checksum.',
    zh: '源端口、目的端口（各 2 字节），序号（4），确认号（4），数据偏移和标志位（2），窗口（2），校验和（2），紧急指针（2）：共 20 字节，其后是选项。UDP 首部 8 字节：端口、长度、校验和。',
  },
  prose: [
    {
      en: 'The length of the data is in no field: it is the length of the IP packet less both headers.',
      zh: '数据长度没有专门的字段：用 IP 包的长度减去两个首部得到。',
    },
    {
      en: 'The options of a SYN say what its sender can do: largest segment (MSS), selective acknowledgement, timestamps, window scaling. What only one side offers is not used.',
      zh: 'SYN 的选项说明发送方支持什么：最大报文段长度（MSS）、选择性确认、时间戳、窗口缩放。只有一方支持的不会使用。',
    },
  ],
  loose: {
    en: '“The TCP header has 20 bytes” is loose: on today’s networks it has 32 in nearly every segment, because of the timestamps.',
    zh: '“TCP 首部 20 字节”不严谨：在今天的网络上，几乎每个报文段都因时间戳选项而有 32 字节。',
  },
  claims: [
    {
      says: {
        en: 'The header of the SYN had {syn|# byte|# bytes}, that of a data segment {data|# byte|# bytes}; with the options off {bare|# byte|# bytes}.',
        zh: 'SYN 的首部有 {syn|#} 字节，数据报文段的有 {data|#} 字节；关闭选项后为 {bare|#} 字节。',
      },
      check(look) {
        const [it, other] = [look.at(), look.at('bare')]
        const syn = headerOf(it, it.one('client', 'SYN').packet).tcp
        const data = headerOf(it, it.one('client', 'data').packet).tcp
        const bare = headerOf(other, other.one('client', 'data').packet).tcp
        look.that(syn === 40 && data === 32 && bare === 20, `they had ${syn}, ${data} and ${bare}`)
        return { syn, data, bare }
      },
    },
    {
      says: {
        en: 'The data segment’s bytes, read by hand: ports {from} and {to}, seq {seq}, ack {ack}, window {window}: the same that the tracker says.',
        zh: '按字节读出数据报文段的首部：端口 {from} 和 {to}，seq {seq}，ack {ack}，窗口 {window}：与分析结果一致。',
      },
      check(look) {
        const it = look.at()
        const data = it.one('client', 'data')
        const { bytes, ip } = headerOf(it, data.packet)
        const view = new DataView(bytes.buffer, bytes.byteOffset + ip)
        const [from, to, window] = [view.getUint16(0), view.getUint16(2), view.getUint16(14)]
        const [seq, ack] = [view.getUint32(4), view.getUint32(8)]
        look.that(seq === data.seq && ack === data.ack && to === it.run.scenario.server.port, 'they differ')
        return { from, to, seq, ack, window }
      },
    },
  ],
}
