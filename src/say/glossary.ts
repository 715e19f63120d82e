import type { Sentence } from './sentences.ts'

/** One thing, its one word in each language, and the words that are not used for it. */
export interface Term extends Sentence {
  /** What it is, in a sentence. */
  readonly what: Sentence
  /** Known from textbooks: named once, where a lesson introduces the thing, and nowhere else. */
  readonly alias?: string
  /** Chinese words that no sentence of synfin uses for it, as regular expressions. */
  readonly not?: readonly string[]
  /** English words that no sentence or page uses for it, as regular expressions. */
  readonly notEn?: readonly string[]
}

const term = (
  en: string,
  zh: string,
  what: Sentence,
  more: Pick<Term, 'alias' | 'not' | 'notEn'> = {},
): Term => ({
  en,
  zh,
  what,
  ...more,
})

/**
 * The words of synfin, one for each thing, in both languages. Names of the wire (SYN, ACK, FIN, RST, MSS, TIME-WAIT,
 * seq, ack) and JSON keys are never translated. docs/glossary.md is written from this list.
 */
export const glossary: readonly Term[] = [
  term('connection', '连接', {
    en: 'Two ends that have agreed on the numbers they count bytes by.',
    zh: '通信双方，并已约定各自的初始序号。',
  }),
  term(
    'client, server',
    '客户端、服务器',
    {
      en: 'The end that sends the first SYN, and the end that listens.',
      zh: '先发 SYN 的一端，和监听的一端。',
    },
    { not: ['客户机', '服务端'] },
  ),
  term(
    'local end, remote end (peer)',
    '本端、对端（对方）',
    { en: 'This end of the connection, and the other.', zh: '连接的这一端和另一端。' },
    { not: ['我方', '您'] },
  ),
  term('host, port', '主机、端口', {
    en: 'An address, and the number that tells programs at it apart.',
    zh: '一个地址，以及在该地址上区分程序的号码。',
  }),
  term(
    'socket, listening socket, accepted socket',
    '套接字、监听套接字、已连接套接字',
    {
      en: 'What a program holds of a port or a connection; accept() returns a new one for each client.',
      zh: '程序持有的端口或连接；accept() 为每个客户端返回一个新的。',
    },
    { not: ['监听的一个', '接受得到的套接字'] },
  ),
  term('active open, passive open', '主动打开、被动打开', {
    en: 'connect(), and listen() with accept().',
    zh: 'connect()，以及 listen() 加 accept()。',
  }),
  term(
    'four-tuple',
    '四元组',
    {
      en: 'Both addresses and both ports: what tells connections apart.',
      zh: '两端的地址和端口，用来区分不同的连接。',
    },
    { not: ['四个数', '一对端口'] },
  ),
  term('ephemeral port', '临时端口', {
    en: 'The port that the system picks for a client.',
    zh: '系统为客户端选定的端口。',
  }),
  term(
    'accept queue (backlog)',
    '全连接队列（长度 backlog）',
    {
      en: 'Connections whose handshake is done and that accept() has not taken yet.',
      zh: '已完成握手、尚未被 accept() 取走的连接。',
    },
    { not: ['等待队列', '积压'] },
  ),
  term(
    'SYN queue',
    '半连接队列',
    { en: 'Connections whose handshake is under way.', zh: '握手尚未完成的连接。' },
    { not: ['进行中的握手'] },
  ),
  term(
    'segment',
    '报文段',
    { en: 'A TCP header with the bytes behind it.', zh: 'TCP 首部及其后的字节。' },
    { not: ['分节'] },
  ),
  term(
    'packet, datagram, frame, header',
    '包（数据包）、数据报、帧、首部',
    {
      en: 'What the network layer carries; what UDP carries; what the link carries; what stands before the data.',
      zh: '网络层、UDP、链路层各自传送的单位，以及数据前面的部分。',
    },
    { not: ['封包', '报头'] },
  ),
  term('byte stream, message boundary, framing', '字节流、消息边界、分帧（粘包、拆包）', {
    en: 'TCP carries bytes in order, without boundaries between writes; a program marks its own.',
    zh: 'TCP 传送有序的字节，写入之间没有边界；边界由程序自己标出。',
  }),
  term(
    'three-way handshake, four-way close',
    '三次握手、四次挥手',
    {
      en: 'SYN, SYN+ACK, ACK; then FIN and ACK in each direction, often in three segments.',
      zh: 'SYN、SYN+ACK、ACK；以及两个方向各一次 FIN 和 ACK，常合并为三个报文段。',
    },
    { alias: '三报文握手, 连接释放', not: ['三路', '四路', '三报文握手', '连接释放'] },
  ),
  term(
    'SYN+ACK',
    'SYN+ACK',
    { en: 'The second segment of the handshake.', zh: '握手的第二个报文段。' },
    { not: ['SYN-ACK', 'SYN、ACK'] },
  ),
  term(
    'half-open, half-close',
    '半开连接、半关闭',
    {
      en: 'Only one end still knows the connection; only one direction is finished.',
      zh: '只有一端还认为连接存在；只有一个方向已结束发送。',
    },
    { not: ['半闭'] },
  ),
  term(
    'active closer, passive closer',
    '主动关闭方、被动关闭方',
    { en: 'The end whose FIN comes first, and the other.', zh: '先发 FIN 的一端，和另一端。' },
    { not: ['先关闭的一端'] },
  ),
  term(
    'finish sending (FIN)',
    '结束发送（FIN）',
    { en: '"No more data from me."', zh: '“我不再发送数据。”' },
    { not: ['发送结束', '发完'] },
  ),
  term(
    'reset (RST), forced close',
    '重置（RST）、强制关闭',
    {
      en: 'The connection ends now; bytes on the way are lost.',
      zh: '连接立即结束，在途的字节丢失。',
    },
    { alias: '复位', not: ['复位'] },
  ),
  term('stop switch, flag', '停止开关、标志位', {
    en: 'What a program sets to make a loop end (AbortSignal); a bit of the TCP header.',
    zh: '程序用来结束循环的开关（AbortSignal）；TCP 首部中的一位。',
  }),
  term(
    'sequence number, initial sequence number, acknowledgement number',
    '序号、初始序号（ISN）、确认号',
    {
      en: "The number of a segment's first byte; the SYN's; the next byte expected.",
      zh: '报文段第一个字节的序号；SYN 的序号；期待的下一个字节的序号。',
    },
    { not: ['起始编号', '字节编号', 'ack 编号'] },
  ),
  term(
    'acknowledgement: cumulative, delayed, duplicate, selective; piggybacked',
    '确认：累积确认、延迟确认、重复确认、选择性确认；捎带',
    {
      en: '"All before this number has arrived"; late on purpose; the same number again; blocks beyond a gap; with data.',
      zh: '“此序号之前的都已收到”；有意推迟；同一确认号再次出现；缺口之后的块；与数据同发。',
    },
    { alias: '冗余 ACK', not: ['回音', '冗余', '同行'] },
  ),
  term(
    'retransmission: timeout, fast, spurious, tail loss probe',
    '重传：超时重传、快速重传、虚假重传、尾部丢包探测',
    {
      en: 'The same bytes again: after the RTO, after reports of a gap, without need, to provoke an ACK.',
      zh: '再次发送同样的字节：RTO 到时、得知缺口、并无必要、为引出确认。',
    },
    {
      alias: '快重传',
      not: ['重发', '再发一次', '其实不必', '快重传'],
      notEn: ['resen[dt]s?', 'resending', 'needless(ly)?', '(goes|sends) again'],
    },
  ),
  term(
    'retransmission timeout (RTO), round-trip time (RTT)',
    '超时重传时间（RTO）、往返时间',
    {
      en: 'How long the sender waits for an ACK; the time from a segment to its ACK.',
      zh: '发送方等待确认的时长；从报文段发出到收到其确认的时间。',
    },
    { not: ['来回(?!答)'] },
  ),
  term(
    'out-of-order, lost, dropped, duplicate (copy)',
    '乱序、丢失（丢包率）、丢弃、副本',
    {
      en: 'Overtaken on the way; never arrived; thrown away by a queue or a receiver; delivered twice by the network.',
      zh: '在途中被超过；没有到达；被队列或接收方扔掉；被网络送达两次。',
    },
    { not: ['失序', '漏掉', '丢掉', '重复包'] },
  ),
  term('receive window, flow control, sliding window', '接收窗口、流量控制、滑动窗口', {
    en: 'How many bytes the receiver will take, and how that holds the sender back.',
    zh: '接收方还能接收多少字节，以及由此对发送方的限制。',
  }),
  term('zero window, window probe, window update, window scaling', '零窗口、窗口探测、窗口更新、窗口缩放', {
    en: '"No room"; "is there room?"; "there is"; windows beyond 65,535 bytes.',
    zh: '“没有空间”；“有空间了吗？”；“有了”；超过 65,535 字节的窗口。',
  }),
  term('send buffer, receive buffer', '发送缓冲区、接收缓冲区', {
    en: 'Bytes written and not acknowledged yet; bytes arrived and not read yet.',
    zh: '已写入而未确认的字节；已到达而未读取的字节。',
  }),
  term('congestion, blocking', '拥塞、阻塞', {
    en: 'Too much for the path; a call that waits.',
    zh: '超出路径的承载能力；调用在等待。',
  }),
  term(
    'congestion window (cwnd), slow start, congestion avoidance, fast recovery, in flight',
    '拥塞窗口、慢启动、拥塞避免、快速恢复、在途',
    {
      en: 'How much the sender lets be under way; how it grows and mends; what is under way.',
      zh: '发送方允许在途的数据量；它如何增长与恢复；已发出而未确认的数据。',
    },
    { alias: '慢开始, 快恢复', not: ['慢开始', '快恢复', '(?<![线网链])路上'] },
  ),
  term('keep-alive, maximum segment lifetime (MSL)', '保活、报文最大生存时间（MSL）', {
    en: '"Are you still there?"; how long a segment may live in the network.',
    zh: '“你还在吗？”；报文段在网络中最长存在的时间。',
  }),
  term('maximum segment size (MSS), path MTU, black hole', '最大报文段长度、路径 MTU、黑洞', {
    en: 'Most payload bytes of a segment; most bytes of a packet on this path; a path that drops what is larger and says nothing.',
    zh: '报文段数据的最大字节数；该路径上包的最大字节数；丢弃大包却不通知的路径。',
  }),
  term(
    'throughput, goodput, delay, jitter, rate',
    '吞吐量、有效吞吐量、延迟、抖动、速率',
    {
      en: 'Bytes a second on the wire; those that are new; how long a packet takes; how that varies; what a link carries.',
      zh: '每秒传送的字节；其中的新数据；包的传送时间；其变化；链路的能力。',
    },
    { not: ['时延'] },
  ),
  term(
    'path, link, on the wire',
    '路径、链路、网络上',
    {
      en: 'All between two hosts; one stretch of it; as the network sees it.',
      zh: '两台主机之间的全程；其中一段；从网络的角度看。',
    },
    { not: ['线路', '线上'] },
  ),
  term(
    'checksum, capture',
    '校验和、抓包',
    {
      en: 'A number that shows damage; packets recorded with their times.',
      zh: '用于发现损坏的数值；带时间记录下来的包。',
    },
    { not: ['检验和'] },
  ),
  term(
    'reply (of a program), response (of a protocol)',
    '回复、应答',
    {
      en: 'What a program sends back; what TCP itself sends back.',
      zh: '程序发回的内容；TCP 自己发回的报文段。',
    },
    { not: ['回答', '回应'] },
  ),
  term('charset, half character', '字符集、半个字符', {
    en: 'Which bytes stand for which characters; the first bytes of one whose rest is still under way.',
    zh: '字节与字符的对应；一个字符的前几个字节，其余还在途中。',
  }),
]
