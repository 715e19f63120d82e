import { sentences } from './sentences.ts'

/** The words in and around a sequence diagram. */
export const diagramWords: ReturnType<typeof sentences<DiagramWord>> = sentences<DiagramWord>({
  title: {
    en: 'TCP connection {client} to {server}',
    zh: 'TCP 连接：{client} 到 {server}',
  },
  client: { en: 'client', zh: '客户端' },
  server: { en: 'server', zh: '服务器' },
  time: { en: 'time', zh: '时间' },
  lost: { en: 'lost', zh: '丢失' },
  lostWhy: { en: 'lost ({why})', zh: '丢失（{why}）' },
  resent: { en: 'resent', zh: '重传' },
  copy: { en: 'copy', zh: '副本' },
  outOfOrder: { en: 'out of order', zh: '乱序' },
  duplicateAck: { en: 'dup ACK', zh: '重复确认' },
  windowUpdate: { en: 'window update', zh: '窗口更新' },
  zeroWindow: { en: 'zero window', zh: '零窗口' },
  probe: { en: 'window probe', zh: '窗口探测' },
  keepAlive: { en: 'keep-alive', zh: '保活' },
  bytes: { en: '{bytes} bytes', zh: '{bytes} 字节' },
  pause: { en: '{time} of silence', zh: '静默 {time}' },
  fold: { en: '{count} more segments: {what}', zh: '另有 {count} 个报文段：{what}' },
  foldClient: { en: 'client {bytes} bytes in {segments}', zh: '客户端 {segments} 段 {bytes} 字节' },
  foldServer: { en: 'server {bytes} bytes in {segments}', zh: '服务器 {segments} 段 {bytes} 字节' },
  summary: {
    en: '{segments} segments in {time}; the client sent {client} bytes, the server {server}.',
    zh: '共 {segments} 个报文段，历时 {time}；客户端发送 {client} 字节，服务器发送 {server} 字节。',
  },
  troubles: { en: '{lost} lost, {resent} resent.', zh: '丢失 {lost} 个，重传 {resent} 个。' },
  finFirst: { en: 'The {side} closed first, with FIN.', zh: '{side}先关闭，发送 FIN。' },
  rstFirst: { en: 'The {side} ended it by force, with RST.', zh: '{side}用 RST 强制结束。' },
  rstAfterFin: {
    en: 'The {side} closed first, with FIN; the {other} ended it with RST.',
    zh: '{side}先发送 FIN，{other}用 RST 结束。',
  },
  timeWait: { en: 'The {side} waits in TIME-WAIT.', zh: '{side}停留在 TIME-WAIT。' },
  timeWaitBoth: { en: 'Both wait in TIME-WAIT.', zh: '双方都停留在 TIME-WAIT。' },
  relative: {
    en: 'seq and ack on the arrows count from each side’s own SYN, which is 0.',
    zh: '箭头上的 seq 和 ack 是相对值：从各自的 SYN（记为 0）数起。',
  },
  noSegments: { en: 'No segments.', zh: '没有报文段。' },
})

type DiagramWord =
  | 'title'
  | 'client'
  | 'server'
  | 'time'
  | 'lost'
  | 'lostWhy'
  | 'resent'
  | 'copy'
  | 'outOfOrder'
  | 'duplicateAck'
  | 'windowUpdate'
  | 'zeroWindow'
  | 'probe'
  | 'keepAlive'
  | 'bytes'
  | 'pause'
  | 'fold'
  | 'foldClient'
  | 'foldServer'
  | 'summary'
  | 'troubles'
  | 'finFirst'
  | 'rstFirst'
  | 'rstAfterFin'
  | 'timeWait'
  | 'timeWaitBoth'
  | 'relative'
  | 'noSegments'
