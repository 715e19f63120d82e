/** A connection in a few sentences. */
export const connectionSentences = {
  opened: {
    en: 'The client {client} connected to the server {server}; the handshake took {rtt}.',
    zh: '客户端 {client} 连接到服务器 {server}；握手用了 {rtt}。',
  },
  openedUntimed: {
    en: 'The client {client} connected to the server {server}.',
    zh: '客户端 {client} 连接到服务器 {server}。',
  },
  openedAgain: {
    en: 'The client {client} connected to the server {server}; the handshake took {took} ({count|# SYN|# SYNs}, {answers|# SYN-ACK|# SYN-ACKs}), its round trip {rtt}.',
    zh: '客户端 {client} 连接到服务器 {server}；握手用了 {took}（SYN {count|#} 个，SYN+ACK {answers|#} 个），往返时间 {rtt}。',
  },
  openedAgainAbout: {
    en: 'The client {client} connected to the server {server}; the handshake took {took} ({count|# SYN|# SYNs}, {answers|# SYN-ACK|# SYN-ACKs}), its round trip about {rtt}: which of them was answered is not certain.',
    zh: '客户端 {client} 连接到服务器 {server}；握手用了 {took}（SYN {count|#} 个，SYN+ACK {answers|#} 个），往返时间约 {rtt}：无法确定得到应答的是哪一个。',
  },
  openedBoth: {
    en: 'Both ends, {client} and {server}, opened the connection at the same time.',
    zh: '两端 {client} 和 {server} 同时打开了连接。',
  },
  refused: {
    en: 'The client {client} was refused by {server}: nobody listens on that port.',
    zh: '客户端 {client} 被 {server} 拒绝：该端口上没有程序在监听。',
  },
  unanswered: {
    en: 'The client {client} asked {server} to connect, and no answer was seen (SYNs sent: {count|#}).',
    zh: '客户端 {client} 请求连接 {server}，没有看到应答（发出 SYN {count|#} 个）。',
  },
  answerIgnored: {
    en: 'The client {client} asked {server} to connect ({count|# SYN|# SYNs}); the server agreed ({answers|# SYN-ACK|# SYN-ACKs}), and the client took no notice: the answer was lost after the capture, or dropped at the client.',
    zh: '客户端 {client} 请求连接 {server}（SYN {count|#} 个）；服务器已同意（SYN+ACK {answers|#} 个），客户端没有理会：应答在抓包之后丢失，或在客户端被丢弃。',
  },
  oldConnection: {
    en: 'The client {client} asked {server} to connect ({count|# SYN|# SYNs}); the server still holds an old connection on these ports, in {state}, and answered with its ACK: no connection was opened.',
    zh: '客户端 {client} 请求连接 {server}（SYN {count|#} 个）；服务器仍保留着同样端口上的旧连接（{state}），以旧连接的 ACK 应答：没有建立连接。',
  },
  gaveUp: {
    en: 'Then the client gave up (RST).',
    zh: '之后客户端放弃（RST）。',
  },
  unfinished: {
    en: 'The client {client} and the server {server} began a handshake that was not seen to its end.',
    zh: '客户端 {client} 与服务器 {server} 开始了握手，但没有看到它完成。',
  },
  midway: {
    en: 'The connection between {client} and {server} had begun before the first packet here.',
    zh: '{client} 与 {server} 之间的连接在这里的第一个包之前就已建立。',
  },
  bytes: {
    en: 'The client sent {client|# byte|# bytes} of data, the server {server|#}.',
    zh: '客户端发送了 {client|#} 字节数据，服务器发送了 {server|#} 字节。',
  },
  notCaptured: {
    en: 'Not captured: {missing|#} of the {all|# byte|# bytes} from {who}; {peer} acknowledged them, so they arrived: only the capture missed them, the network lost nothing there.',
    zh: '没有抓到：{who}的 {all|#} 字节中有 {missing|#} 字节；{peer}已确认，说明它们已经到达：只是抓包缺失，网络并没有丢失。',
  },
  copies: {
    en: '{copies|# packet is a copy|# packets are copies} of another ({all|#} were seen in all), made by the network or the capture: not retransmitted by anyone.',
    zh: '在 {all|#} 个包中有 {copies|#} 个是副本，由网络或抓包产生，不是任何一端的重传。',
  },
  clockSteps: {
    en: "The capture's clock stepped back {count|once|# times}, by up to {most}: times around there are not to be trusted.",
    zh: '抓包的时钟回退了 {count|#} 次，最多 {most}：其前后的时间不可信。',
  },
  lost: {
    en: 'Lost on the way: {count|#} of {all|# segment|# segments} from {who}.',
    zh: '{who}的 {all|#} 个报文段中有 {count|#} 个在途中丢失。',
  },
  lostComment: {
    en: "Lost on the way, by the file's comments: {count|#} of {all|# segment|# segments} from {who}.",
    zh: '按文件中的注释，{who}的 {all|#} 个报文段中有 {count|#} 个在途中丢失。',
  },
  retransmissions: {
    en: 'Sent again by {who}: {count|# of its segments} ({bytes|# byte|# bytes} of data).',
    zh: '{who}重传了 {count|#} 个报文段（{bytes|#} 字节数据）。',
  },
  retransmissionCauses: {
    en: 'Retransmissions by cause: {causes}.',
    zh: '重传的原因：{causes}。',
  },
  retransmissionCausesLikely: {
    en: 'Retransmissions by cause: {causes} ({likely|# of them is|# of them are} likely, not certain).',
    zh: '重传的原因：{causes}（其中 {likely|#} 个是推测）。',
  },
  causeFast: {
    en: '{count|#} by fast retransmission',
    zh: '快速重传 {count|#} 个',
  },
  causeProbe: {
    en: '{count|# as a tail loss probe|# as tail loss probes}',
    zh: '尾部丢包探测 {count|#} 个',
  },
  causeTimeout: {
    en: '{count|#} after a time-out',
    zh: '超时重传 {count|#} 个',
  },
  noRetransmissions: { en: 'Nothing was sent twice.', zh: '没有任何重传。' },
  dSacks: {
    en: '{who} reported {count|once|# times} that something had come twice (D-SACK).',
    zh: '{who}报告了 {count|#} 次数据重复到达（D-SACK）。',
  },
  zeroWindow: {
    en: '{who} had no room left (zero window, in {count|# of its segments}): its program did not read fast enough.',
    zh: '{who}的接收窗口为 0（{count|#} 个报文段）：它的程序读得不够快。',
  },
  zeroWindowTimed: {
    en: '{who} had no room left for {time} (zero window, in {count|# of its segments}): its program did not read fast enough.',
    zh: '{who}的接收窗口有 {time} 为 0（{count|#} 个报文段）：它的程序读得不够快。',
  },
  windowProbes: {
    en: '{peer} asked {probes|once|# times} whether there was room again (window probes, not keep-alives).',
    zh: '{peer}探测了 {probes|#} 次接收窗口是否重新打开（窗口探测，不是保活）。',
  },
  closedFin: {
    en: '{who} closed first, in the orderly way (FIN).',
    zh: '{who}先关闭，属于正常关闭（FIN）。',
  },
  closedBoth: {
    en: "Both ends closed at the same time (FIN); {who}'s FIN was seen first.",
    zh: '两端同时关闭（FIN）；先看到{who}的 FIN。',
  },
  closedReset: {
    en: '{who} ended the connection by force (RST).',
    zh: '{who}强制关闭了连接（RST）。',
  },
  thenReset: {
    en: 'Then {who} ended it by force (RST).',
    zh: '之后{who}强制关闭了连接（RST）。',
  },
  halfClosed: {
    en: '{who} has not closed its own direction: the connection is half-closed.',
    zh: '{who}还没有关闭自己的方向：连接处于半关闭。',
  },
  open: { en: 'Nobody has closed it.', zh: '没有任何一端关闭它。' },
  timeWait: {
    en: '{who} waits in TIME-WAIT.',
    zh: '{who}停留在 TIME-WAIT。',
  },
  timeWaitBoth: { en: 'Both ends wait in TIME-WAIT.', zh: '两端都停留在 TIME-WAIT。' },
  timeWaitNone: { en: 'Nobody waits in TIME-WAIT.', zh: '没有任何一端停留在 TIME-WAIT。' },
} as const
