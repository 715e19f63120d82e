/** What a segment does and why; `{who}` sends it, `{peer}` gets it. Bytes are numbered from 1. */
export const segmentSentences = {
  syn: {
    en: '{who} asks to connect: its numbering starts at {seq} (SYN)',
    zh: '{who}请求建立连接：自己的序号从 {seq} 开始（SYN）',
  },
  synWithData: {
    en: '{who} asks to connect and already sends {length|# byte|# bytes}: its numbering starts at {seq} (SYN)',
    zh: '{who}请求建立连接，并已带上 {length|#} 字节数据：自己的序号从 {seq} 开始（SYN）',
  },
  synAgain: {
    en: '{who} asks again to connect, {time} after its last SYN (SYN retransmission)',
    zh: '{who}再次请求建立连接，距上一个 SYN {time}（SYN 重传）',
  },
  synAgainUntimed: {
    en: '{who} asks again to connect (SYN retransmission)',
    zh: '{who}再次请求建立连接（SYN 重传）',
  },
  synAgainAnswered: {
    en: "{who} asks again to connect, {time} after its last SYN: {peer}'s answer has not reached it, or it did not take it (SYN retransmission)",
    zh: '{who}再次请求建立连接，距上一个 SYN {time}：{peer}的应答没有到达，或未被它接受（SYN 重传）',
  },
  synAgainAnsweredUntimed: {
    en: "{who} asks again to connect: {peer}'s answer has not reached it, or it did not take it (SYN retransmission)",
    zh: '{who}再次请求建立连接：{peer}的应答没有到达，或未被它接受（SYN 重传）',
  },
  synReuse: {
    en: '{who} asks to connect on ports whose last connection still waits in TIME-WAIT: its numbering starts at {seq} (SYN)',
    zh: '{who}请求建立连接，而同样端口上的前一个连接还停留在 TIME-WAIT：新序号从 {seq} 开始（SYN）',
  },
  synCrossing: {
    en: '{who} asks to connect too, as the two SYNs cross: its numbering starts at {seq} (simultaneous open)',
    zh: '{who}也请求建立连接，两个 SYN 在途中交错：自己的序号从 {seq} 开始（同时打开）',
  },
  synAck: {
    en: '{who} agrees and acknowledges the SYN: it expects {ack} next, its own numbering starts at {seq} (SYN, ACK)',
    zh: '{who}同意并确认 SYN：下一个期待 {ack}，自己的序号从 {seq} 开始（SYN+ACK）',
  },
  synAckAgain: {
    en: '{who} agrees again, {time} after the last time: it expects {ack} next (SYN, ACK retransmission)',
    zh: '{who}再次同意，距上一次 {time}：下一个期待 {ack}（SYN+ACK 重传）',
  },
  synAckAgainAnswer: {
    en: '{who} answers the repeated SYN: it expects {ack} next (SYN, ACK retransmission)',
    zh: '{who}应答重复的 SYN：下一个期待 {ack}（SYN+ACK 重传）',
  },
  synAckAgainUntimed: {
    en: '{who} agrees again: it expects {ack} next (SYN, ACK retransmission)',
    zh: '{who}再次同意：下一个期待 {ack}（SYN+ACK 重传）',
  },
  handshakeAck: {
    en: "{who} acknowledges {peer}'s SYN: it expects {ack} next, and on its side the connection is open (ACK)",
    zh: '{who}确认{peer}的 SYN：下一个期待 {ack}，连接在这一端已经建立（ACK）',
  },
  refused: {
    en: '{who} refuses: nobody listens on port {port} (RST)',
    zh: '{who}拒绝：端口 {port} 上没有程序在监听（RST）',
  },
  reset: {
    en: '{who} ends the connection by force: no more data in either direction (RST)',
    zh: '{who}强制关闭连接：两个方向都不再有数据（RST）',
  },
  resetStray: {
    en: '{who} answers that it has no such connection (RST)',
    zh: '{who}应答：没有这个连接（RST）',
  },
  resetGivesUp: {
    en: '{who} gives up its attempt to connect (RST)',
    zh: '{who}放弃建立连接（RST）',
  },
  resetOld: {
    en: '{who} answers that it has no such connection: it knows nothing of the old one (RST)',
    zh: '{who}应答：没有这个连接，它不知道旧连接（RST）',
  },
  oldAck: {
    en: '{who} does not open the connection: it still holds an old one on these ports, in {state}, and repeats that it expects {ack} next (ACK)',
    zh: '{who}没有建立新连接：它仍保留着同样端口上的旧连接（{state}），重复说明下一个期待 {ack}（ACK）',
  },
  lateSynAck: {
    en: '{who} has done with this connection, and answers an old SYN of it that came late as a new request: it expects {ack} next, its own numbering starts anew at {seq} (SYN, ACK)',
    zh: '{who}的这个连接早已结束，它把迟到的旧 SYN 当作新请求来应答：下一个期待 {ack}，自己的序号重新从 {seq} 开始（SYN+ACK）',
  },
  fin: {
    en: '{who} will send no more data (FIN)',
    zh: '{who}不再发送数据（FIN）',
  },
  finAnswer: {
    en: '{who} will send no more data either (FIN): both directions are closing',
    zh: '{who}也不再发送数据（FIN）：双向都在关闭',
  },
  finAnswerAck: {
    en: "{who} will send no more data either (FIN), and acknowledges {peer}'s FIN",
    zh: '{who}也不再发送数据（FIN），并确认{peer}的 FIN',
  },
  finCrossing: {
    en: "{who} will send no more data (FIN), sent before {peer}'s FIN had arrived: both close at the same time",
    zh: '{who}不再发送数据（FIN），发出时{peer}的 FIN 还没有到：双方同时关闭',
  },
  finWithData: {
    en: '{who} sends {bytes}, and will send no more after them (FIN)',
    zh: '{who}发送{bytes}，此后不再发送数据（FIN）',
  },
  finAgain: {
    en: '{who} repeats its FIN, {time} after the last time (FIN retransmission)',
    zh: '{who}再次发送 FIN，距上一次 {time}（FIN 重传）',
  },
  finAgainUntimed: {
    en: '{who} repeats its FIN (FIN retransmission)',
    zh: '{who}再次发送 FIN（FIN 重传）',
  },
  finAgainUnseen: {
    en: '{who} repeats its FIN: the first one was not captured, so how long ago that was is not known (FIN retransmission)',
    zh: '{who}再次发送 FIN：第一个 FIN 没有抓到，相隔多久无法得知（FIN 重传）',
  },
  data: { en: '{who} sends {bytes}', zh: '{who}发送{bytes}' },
  dataAndAck: {
    en: '{who} sends {bytes}, and acknowledges everything up to byte {acked|#}',
    zh: '{who}发送{bytes}，并确认到第 {acked|#} 字节为止的全部数据',
  },
  copy: {
    en: 'The same packet from {who} is seen again: a copy made by the network or the capture, not by {who}',
    zh: '来自{who}的同一个包又出现一次：是网络或抓包产生的副本，不是{who}重传',
  },
  retransmittedTimer: {
    en: '{who} retransmits {bytes}: no acknowledgement had come for {time}',
    zh: '{who}重传{bytes}：{time} 内没有收到确认',
  },
  retransmittedPlain: {
    en: '{who} retransmits {bytes} (retransmission)',
    zh: '{who}重传{bytes}',
  },
  retransmittedRto: {
    en: '{who} retransmits {bytes}: no acknowledgement had come for {time}, and the retransmission timer expired (RTO)',
    zh: '{who}重传{bytes}：{time} 内没有收到确认，重传定时器到时（超时重传）',
  },
  retransmittedRtoUntimed: {
    en: '{who} retransmits {bytes}: no acknowledgement had come, and the retransmission timer expired (RTO)',
    zh: '{who}重传{bytes}：没有收到确认，重传定时器到时（超时重传）',
  },
  retransmittedAfterRto: {
    en: '{who} retransmits {bytes}: part of what was not acknowledged when the retransmission timer expired (RTO)',
    zh: '{who}重传{bytes}：超时之后，依次重传未被确认的数据',
  },
  retransmittedTlp: {
    en: '{who} retransmits {bytes}, the last it had sent, to get an acknowledgement: none had come for {time} (tail loss probe, TLP)',
    zh: '{who}重传{bytes}（它最后发送的数据）：{time} 内没有任何确认，借此询问是否到达（尾部丢包探测）',
  },
  retransmittedTlpUntimed: {
    en: '{who} retransmits {bytes}, the last it had sent, to get an acknowledgement: none had come (tail loss probe, TLP)',
    zh: '{who}重传{bytes}（它最后发送的数据）：没有收到任何确认，借此询问是否到达（尾部丢包探测）',
  },
  retransmittedSack: {
    en: '{who} retransmits {bytes}: {peer} reported later bytes and not these (SACK, fast retransmission)',
    zh: '{who}重传{bytes}：{peer}已说明后面的数据到了而这些没到（SACK，快速重传）',
  },
  retransmittedFast: {
    en: '{who} retransmits {bytes} before the retransmission timer expires: {peer} reported something missing (fast retransmission)',
    zh: '{who}不等定时器就重传{bytes}：{peer}已说明缺了数据（快速重传）',
  },
  wasSpurious: {
    en: '{sentence}; a spurious retransmission: {peer} had them already',
    zh: '{sentence}；属于虚假重传，{peer}已经收到过',
  },
  wasSpuriousPlain: {
    en: '{sentence}; a spurious retransmission: {peer} had it already',
    zh: '{sentence}；属于虚假重传，{peer}已经收到过',
  },
  retransmittedDuplicates: {
    en: '{who} retransmits {bytes}: {count|# duplicate ACK|# duplicate ACKs} reported byte {first|#} missing (fast retransmission)',
    zh: '{who}重传{bytes}：已有 {count|#} 个重复确认说明缺第 {first|#} 字节（快速重传）',
  },
  retransmittedAcknowledged: {
    en: '{who} retransmits {bytes} although they had been acknowledged',
    zh: '{who}重传{bytes}，其实它们已被确认',
  },
  retransmittedUnseen: {
    en: '{who} retransmits {bytes}: the first time they were lost before this capture could see them',
    zh: '{who}重传{bytes}：第一次发出的还没到抓包处就丢失了',
  },
  retransmittedUnseenFast: {
    en: '{who} retransmits {bytes}: the first time they were lost before this capture could see them (probably fast retransmission)',
    zh: '{who}重传{bytes}：第一次发出的还没到抓包处就丢失了（可能是快速重传）',
  },
  retransmittedUnseenRto: {
    en: '{who} retransmits {bytes}: the first time they were lost before this capture could see them (probably after a time-out)',
    zh: '{who}重传{bytes}：第一次发出的还没到抓包处就丢失了（可能是超时重传）',
  },
  retransmittedUnseenLikely: {
    en: '{who} probably retransmits {bytes}: they are missing from what was captured before',
    zh: '{who}可能在重传{bytes}：之前抓到的数据中没有它们',
  },
  overtaken: {
    en: '{who} had sent {bytes} earlier: later ones have overtaken them on the way (out of order)',
    zh: '{who}较早发送的{bytes}在途中被后发的数据超过（乱序）',
  },
  overtakenLikely: {
    en: '{who} had probably sent {bytes} earlier: later ones have overtaken them on the way (out of order)',
    zh: '{who}的{bytes}可能发送得更早，在途中被后发的数据超过（乱序）',
  },
  probe: {
    en: '{who} asks whether {peer} has room again: the window was 0 (window probe)',
    zh: '{who}询问{peer}是否又有空间：此前窗口为 0（窗口探测）',
  },
  keepAlive: {
    en: '{who} checks whether {peer} is still there, with nothing new to send (keep-alive)',
    zh: '{who}没有新数据，只问{peer}还在不在（保活）',
  },
  keepAliveAck: {
    en: '{who} answers the keep-alive: it is still there',
    zh: '{who}应答保活：还在',
  },
  duplicateAck: {
    en: '{who} repeats that byte {first|#} is expected next (duplicate ACK number {count|#})',
    zh: '{who}再次确认：下一个期待第 {first|#} 字节（第 {count|#} 个重复确认）',
  },
  duplicateAckSack: {
    en: '{who} repeats that byte {first|#} is expected next, and that {blocks} have come (duplicate ACK number {count|#})',
    zh: '{who}再次确认：下一个期待第 {first|#} 字节，而{blocks}已经到了（第 {count|#} 个重复确认）',
  },
  windowUpdate: {
    en: '{who} now has room for {window|# byte|# bytes} (window update)',
    zh: '{who}的接收窗口变为 {window|#} 字节（窗口更新）',
  },
  zeroWindow: {
    en: '{who} has no room left: {peer} has to wait (zero window)',
    zh: '{who}接收窗口为 0，{peer}暂停发送（零窗口）',
  },
  zeroWindowAck: {
    en: '{who} acknowledges everything up to byte {acked|#} and has no room left: {peer} has to wait (zero window)',
    zh: '{who}确认到第 {acked|#} 字节为止的全部数据，但接收窗口为 0，{peer}暂停发送（零窗口）',
  },
  ack: {
    en: '{who} acknowledges everything up to byte {acked|#} (ACK)',
    zh: '{who}确认到第 {acked|#} 字节为止的全部数据（ACK）',
  },
  ackFin: { en: "{who} acknowledges {peer}'s FIN (ACK)", zh: '{who}确认{peer}的 FIN（ACK）' },
  ackFinTimeWait: {
    en: "{who} acknowledges {peer}'s FIN (ACK) and waits in TIME-WAIT, in case this ACK is lost",
    zh: '{who}确认{peer}的 FIN（ACK），并停留在 TIME-WAIT，以防这个 ACK 丢失',
  },
  ackNothingNew: {
    en: '{who} repeats what it expects next: {ack} (ACK)',
    zh: '{who}重复上一个确认：下一个期待 {ack}（ACK）',
  },
  ackOld: {
    en: '{who} acknowledges less than it has already acknowledged: this ACK was overtaken on the way',
    zh: '{who}的这个确认比之前的旧：它在途中被后面的确认超过了',
  },
  dSack: {
    en: '{who} reports that {twice} came twice (D-SACK)',
    zh: '{who}报告{twice}到达了两次（D-SACK）',
  },
  alsoDSack: {
    en: '{sentence}; it also reports that {twice} came twice (D-SACK)',
    zh: '{sentence}；同时报告{twice}到达了两次（D-SACK）',
  },
  previousNotCapturedOne: {
    en: '{sentence}; what came just before, one byte or a FIN, has not been captured up to here',
    zh: '{sentence}；紧接在它之前的一个序号（一个字节或 FIN）到这里还没有抓到',
  },
  ackedUnseenOne: {
    en: '{sentence}; one byte or a FIN that it acknowledges was never captured: it arrived, only the capture missed it',
    zh: '{sentence}；其中有一个序号（一个字节或 FIN）没有抓到：它已经到达，只是抓包缺失',
  },
  previousNotCaptured: {
    en: '{sentence}; {bytes}, which come before, have not been captured up to here',
    zh: '{sentence}；在此之前的{bytes}到这里还没有抓到',
  },
  ackedUnseen: {
    en: '{sentence}; of what it acknowledges, {bytes} were never captured: they arrived, only the capture missed them',
    zh: '{sentence}；其中{bytes}没有抓到：数据已经到达，只是抓包缺失',
  },
  bare: { en: '{who} sends a segment without an acknowledgement', zh: '{who}发送一个不带确认的报文段' },
  lost: {
    en: '{sentence}; it is lost on the way ({why})',
    zh: '{sentence}；途中丢失（{why}）',
  },
  lostPlain: {
    en: '{sentence}; it is lost on the way',
    zh: '{sentence}；途中丢失',
  },
  lostComment: {
    en: "{sentence}; it is lost on the way ({why}), by the file's comments",
    zh: '{sentence}；按文件中的注释，它在途中丢失（{why}）',
  },
  lostPlainComment: {
    en: "{sentence}; it is lost on the way, by the file's comments",
    zh: '{sentence}；按文件中的注释，它在途中丢失',
  },
  oneByte: { en: 'byte {first|#}', zh: '第 {first|#} 字节' },
  bytes: { en: 'bytes {first|#} to {last|#}', zh: '第 {first|#} 到 {last|#} 字节' },
} as const

/** Who. */
export const traceWords = {
  client: { en: 'the client', zh: '客户端' },
  server: { en: 'the server', zh: '服务器' },
} as const

/** Why a path loses a packet, by the word that the path uses. */
export const lossWords = {
  loss: { en: 'random loss', zh: '随机丢包' },
  queue: { en: 'the queue was full', zh: '队列已满' },
  corrupt: { en: 'damaged', zh: '数据损坏' },
  mtu: { en: 'too big for the link', zh: '超过链路的 MTU' },
  script: { en: 'dropped as told', zh: '手动丢弃' },
  down: { en: 'the link was down', zh: '链路断开' },
} as const
