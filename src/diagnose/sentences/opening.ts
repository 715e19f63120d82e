/** What went wrong before a connection was open. */
export const openingSentences = {
  noAnswer: {
    en: 'Nobody answered: {count|# SYN was|# SYNs were} sent and nothing came back. The server is down, something on the way drops the SYN or its answer, or the address is wrong.',
    zh: '没有应答：发出 {count|#} 个 SYN，没有任何应答。可能是服务器未运行、途中丢弃了 SYN 或其应答，或地址有误。',
  },
  noAnswerGaveUp: {
    en: 'Nobody answered: {count|# SYN was|# SYNs were} sent, nothing came back, and the client gave up.',
    zh: '没有应答：发出 {count|#} 个 SYN，没有任何应答，客户端放弃了连接。',
  },
  refused: {
    en: 'Refused: nobody listens on port {port} (a RST answered the SYN), or a firewall says so in its name.',
    zh: '被拒绝：端口 {port} 上没有程序在监听（以 RST 应答 SYN），或由防火墙代为拒绝。',
  },
  synLost: {
    en: 'The SYN had to be sent {count|once|# times} before an answer was seen: the first was lost, or the server dropped it.',
    zh: 'SYN 发了 {count|#} 次才看到应答：前面的 SYN 在途中丢失，或被服务器丢弃。',
  },
  synAckLost: {
    en: 'The server had answered, and its SYN-ACK did not reach the client: it was lost between this capture and the client ({count|# SYN-ACK|# SYN-ACKs} in all).',
    zh: '服务器已应答，但 SYN+ACK 没有到达客户端：在抓包点与客户端之间丢失（共 {count|#} 个 SYN+ACK）。',
  },
  synAckLate: {
    en: 'The server answered the first SYN, and the client asked again all the same: it dropped that answer ({count|# SYN-ACK|# SYN-ACKs} in all).',
    zh: '服务器已应答第一个 SYN，客户端仍再次请求：它丢弃了那个应答（共 {count|#} 个 SYN+ACK）。',
  },
  synAckIgnored: {
    en: 'One attempt, its SYN sent {count|once|# times}: the server answered ({answers|# SYN-ACK|# SYN-ACKs}), and the client took no notice. It drops the answer (wrong checksum, firewall), or that is lost behind this capture.',
    zh: '一次连接尝试，SYN 发了 {count|#} 次：服务器已应答（SYN+ACK {answers|#} 个），客户端没有理会。应答被客户端丢弃（校验和错误、防火墙），或在抓包点之后丢失。',
  },
  acceptStalled: {
    en: "The server repeated its SYN-ACK {count|once|# times} although the client's ACK had come: its accept queue is full, the program does not call accept() fast enough.",
    zh: '客户端的 ACK 已到，服务器仍重复了 {count|#} 次 SYN+ACK：全连接队列已满，程序调用 accept() 不够快。',
  },
  timeWaitReuse: {
    en: 'No connection was opened: the server still holds the last one on these ports in {state} and answered with its old ACK, which the client reset. These ports can be used again once that wait is over.',
    zh: '没有建立连接：服务器上同样端口的前一个连接仍在 {state}，它以旧连接的 ACK 应答，客户端将其重置。等待结束之前无法用这对端口重新连接。',
  },
  halfOpenSyn: {
    en: 'No connection was opened: the server still holds an older one on these ports, in {state}, of which the client knows nothing any more (half-open).',
    zh: '没有建立连接：服务器仍保留着同样端口上的旧连接（{state}），而客户端已不知道它（半开连接）。',
  },
  conflictingSynAck: {
    en: 'The SYN got {count|#} different answers (SYN-ACKs with different initial numbers): two machines answer for one address, or SYN cookies are in use.',
    zh: 'SYN 得到 {count|#} 种不同的应答（SYN+ACK 的初始序号不同）：有两台主机以同一地址应答，或使用了 SYN cookie。',
  },
  noScaling: {
    en: '{who} did not offer window scaling: no window here can be larger than 65,535 bytes.',
    zh: '{who}没有提供窗口缩放选项：这条连接的窗口不能超过 65,535 字节。',
  },
  noScalingBoth: {
    en: 'Neither end offered window scaling: no window here can be larger than 65,535 bytes.',
    zh: '两端都没有提供窗口缩放选项：这条连接的窗口不能超过 65,535 字节。',
  },
  noSack: {
    en: '{who} did not allow SACK: after a loss the other end can only guess what is missing.',
    zh: '{who}不允许选择性确认（SACK）：丢包后对方只能推测缺少哪些数据。',
  },
  noSackBoth: {
    en: 'Neither end allowed SACK: after a loss the sender can only guess what is missing.',
    zh: '两端都不允许选择性确认（SACK）：丢包后发送方只能推测缺少哪些数据。',
  },
  smallMss: {
    en: '{who} asks for segments of at most {mss|# byte|# bytes}: far more packets than needed.',
    zh: '{who}要求报文段最多 {mss|#} 字节：包的数量远多于必要。',
  },
} as const
