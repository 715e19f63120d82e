import type { Sentence } from './sentences.ts'
import { sentences } from './sentences.ts'

/** What a segment does and why; `{who}` sends it, `{peer}` gets it. Bytes are numbered from 1. */
export const segmentSentences: Readonly<Record<SegmentSentence, Sentence>> = sentences({
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
    zh: '{who}同意并确认 SYN：下一个期待 {ack}，自己的序号从 {seq} 开始（SYN、ACK）',
  },
  synAckAgain: {
    en: '{who} agrees again, {time} after the last time: it expects {ack} next (SYN, ACK retransmission)',
    zh: '{who}再次同意，距上一次 {time}：下一个期待 {ack}（SYN、ACK 重传）',
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
    zh: '{who}回答：没有这个连接（RST）',
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
  data: { en: '{who} sends {bytes}', zh: '{who}发送{bytes}' },
  dataAndAck: {
    en: '{who} sends {bytes}, and acknowledges everything up to byte {acked|#}',
    zh: '{who}发送{bytes}，并确认到第 {acked|#} 字节为止的全部数据',
  },
  copy: {
    en: 'The same packet from {who} is seen again: a copy made by the network or the capture, not by {who}',
    zh: '来自{who}的同一个包又出现一次：是网络或抓包产生的副本，不是{who}重传',
  },
  resentTimer: {
    en: '{who} resends {bytes}: no acknowledgement had come for {time}',
    zh: '{who}重传{bytes}：{time} 内没有收到确认',
  },
  resentTimeout: {
    en: '{who} resends {bytes}: no acknowledgement had come for {time}, and its timer ran out (time-out)',
    zh: '{who}重传{bytes}：{time} 内没有收到确认，重传定时器到时（超时重传）',
  },
  resentAfterTimeout: {
    en: '{who} resends {bytes}: after its time-out it sends again what was not acknowledged',
    zh: '{who}重传{bytes}：超时之后，把未被确认的数据依次重发',
  },
  resentProbe: {
    en: '{who} resends {bytes}, the last it had sent: it had heard nothing for {time} and asks whether they came (tail loss probe)',
    zh: '{who}重传{bytes}（它最后发送的数据）：{time} 内没有任何回音，借此询问是否到达（尾部丢失探测）',
  },
  resentSack: {
    en: '{who} resends {bytes}: {peer} had said that later bytes came and these did not (SACK, fast retransmission)',
    zh: '{who}重传{bytes}：{peer}已说明后面的数据到了而这些没到（SACK，快速重传）',
  },
  resentFast: {
    en: '{who} resends {bytes} without waiting for its timer: {peer} had said that something was missing (fast retransmission)',
    zh: '{who}不等定时器就重传{bytes}：{peer}已说明缺了数据（快速重传）',
  },
  wasNeedless: {
    en: '{sentence}; it was not needed, as {peer} had them already',
    zh: '{sentence}；其实不必，{peer}已经有了',
  },
  resentDuplicates: {
    en: '{who} resends {bytes}: {count|# duplicate ACK|# duplicate ACKs} had said that byte {first|#} was missing (fast retransmission)',
    zh: '{who}重传{bytes}：已有 {count|#} 个重复确认说明缺第 {first|#} 字节（快速重传）',
  },
  resentNeedless: {
    en: '{who} resends {bytes} although they had been acknowledged',
    zh: '{who}重传{bytes}，其实它们已被确认',
  },
  resentUnseen: {
    en: '{who} resends {bytes}: the first time they were lost before this capture could see them',
    zh: '{who}重传{bytes}：第一次发出的还没到抓包处就丢失了',
  },
  resentUnseenLikely: {
    en: '{who} probably resends {bytes}: they are missing from what was captured before',
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
    zh: '{who}回应保活：还在',
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
    zh: '{who}现在有 {window|#} 字节的空间（窗口更新）',
  },
  zeroWindow: {
    en: '{who} has no room left: {peer} has to wait (zero window)',
    zh: '{who}没有空间了：{peer}先等待（零窗口）',
  },
  zeroWindowAck: {
    en: '{who} acknowledges everything up to byte {acked|#} and has no room left: {peer} has to wait (zero window)',
    zh: '{who}确认到第 {acked|#} 字节为止的全部数据，但没有空间了：{peer}先等待（零窗口）',
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
    zh: '{who}重复：下一个期待 {ack}（ACK）',
  },
  ackOld: {
    en: '{who} acknowledges less than it has already acknowledged: this ACK was overtaken on the way',
    zh: '{who}的这个确认比之前的旧：它在途中被后面的确认超过了',
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
})

/** Who. */
export const traceWords: Readonly<Record<'client' | 'server', Sentence>> = sentences({
  client: { en: 'the client', zh: '客户端' },
  server: { en: 'the server', zh: '服务器' },
})

/** Why a path loses a packet, by the word that the path uses. */
export const lossWords: Readonly<Record<LossWord, Sentence>> = sentences({
  loss: { en: 'random loss', zh: '随机丢包' },
  queue: { en: 'the queue was full', zh: '队列已满' },
  corrupt: { en: 'damaged', zh: '数据损坏' },
  mtu: { en: 'too big for the link', zh: '超过链路的 MTU' },
  script: { en: 'dropped as told', zh: '按要求丢弃' },
  down: { en: 'the link was down', zh: '链路断开' },
})

/** A connection in a few sentences. */
export const connectionSentences: Readonly<Record<ConnectionSentence, Sentence>> = sentences({
  opened: {
    en: 'The client {client} connected to the server {server}; the handshake took {rtt}.',
    zh: '客户端 {client} 连接到服务器 {server}；握手用了 {rtt}。',
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
    zh: '客户端 {client} 请求连接 {server}，没有看到回答（发出 SYN {count|#} 次）。',
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
  lost: {
    en: 'Lost on the way: {count|#} of {all|# segment|# segments} from {who}.',
    zh: '{who}的 {all|#} 个报文段中有 {count|#} 个在途中丢失。',
  },
  resent: {
    en: 'Sent again by {who}: {count|#} of its segments ({bytes|# byte|# bytes} of data).',
    zh: '{who}重传了 {count|#} 个报文段（{bytes|#} 字节数据）。',
  },
  resentCauses: {
    en: 'Why it was sent again: {causes}.',
    zh: '重传的原因：{causes}。',
  },
  causeFast: { en: '{count|#} by fast retransmission', zh: '快速重传 {count|#} 个' },
  causeProbe: { en: '{count|#} as tail loss probes', zh: '尾部丢失探测 {count|#} 个' },
  causeTimeout: { en: '{count|#} after a time-out', zh: '超时重传 {count|#} 个' },
  resentNone: { en: 'Nothing was sent twice.', zh: '没有任何重传。' },
  zeroWindow: {
    en: '{who} had no room left (zero window, in {count|#} of its segments): its program did not read fast enough.',
    zh: '{who}没有空间了（{count|#} 个报文段为零窗口）：它的程序读得不够快。',
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
})

type SegmentSentence =
  | 'syn'
  | 'synWithData'
  | 'synAgain'
  | 'synReuse'
  | 'synCrossing'
  | 'synAck'
  | 'synAckAgain'
  | 'handshakeAck'
  | 'refused'
  | 'reset'
  | 'resetStray'
  | 'fin'
  | 'finAnswer'
  | 'finAnswerAck'
  | 'finCrossing'
  | 'finWithData'
  | 'finAgain'
  | 'data'
  | 'dataAndAck'
  | 'copy'
  | 'resentTimer'
  | 'resentTimeout'
  | 'resentAfterTimeout'
  | 'resentProbe'
  | 'resentSack'
  | 'resentFast'
  | 'wasNeedless'
  | 'resentDuplicates'
  | 'resentNeedless'
  | 'resentUnseen'
  | 'resentUnseenLikely'
  | 'overtaken'
  | 'overtakenLikely'
  | 'probe'
  | 'keepAlive'
  | 'keepAliveAck'
  | 'duplicateAck'
  | 'duplicateAckSack'
  | 'windowUpdate'
  | 'zeroWindow'
  | 'zeroWindowAck'
  | 'ack'
  | 'ackFin'
  | 'ackFinTimeWait'
  | 'ackNothingNew'
  | 'ackOld'
  | 'bare'
  | 'lost'
  | 'lostPlain'
  | 'lostComment'
  | 'lostPlainComment'
  | 'oneByte'
  | 'bytes'

type LossWord = 'loss' | 'queue' | 'corrupt' | 'mtu' | 'script' | 'down'

type ConnectionSentence =
  | 'opened'
  | 'openedBoth'
  | 'refused'
  | 'unanswered'
  | 'unfinished'
  | 'midway'
  | 'bytes'
  | 'lost'
  | 'resent'
  | 'resentNone'
  | 'resentCauses'
  | 'causeFast'
  | 'causeProbe'
  | 'causeTimeout'
  | 'zeroWindow'
  | 'closedFin'
  | 'closedBoth'
  | 'closedReset'
  | 'thenReset'
  | 'halfClosed'
  | 'open'
  | 'timeWait'
  | 'timeWaitBoth'
  | 'timeWaitNone'
