import { accept } from './accept.ts'
import { acknowledgement } from './acknowledgement.ts'
import { backlog } from './backlog.ts'
import { bind } from './bind.ts'
import { client } from './client.ts'
import { closeAccepted } from './close-accepted.ts'
import { closeListener } from './close-listener.ts'
import { congestion } from './congestion.ts'
import { endOfStream } from './end-of-stream.ts'
import { fourWay } from './four-way.ts'
import { framing } from './framing.ts'
import { halfClose } from './half-close.ts'
import { handshake } from './handshake.ts'
import { reset } from './reset.ts'
import { retransmission } from './retransmission.ts'
import { server } from './server.ts'
import { simultaneousClose } from './simultaneous-close.ts'
import { tcpUdp } from './tcp-udp.ts'
import { timeWait } from './time-wait.ts'
import type { Chapter } from './types.ts'
import { udp } from './udp.ts'
import { window } from './window.ts'

/** The course: its chapters, each with its lessons in the order in which they are learned. */
export const CHAPTERS: readonly Chapter[] = [
  {
    id: 'programs',
    title: { en: 'Client and server', zh: '客户端与服务器' },
    lessons: [client, server, bind, accept, udp, closeListener, closeAccepted],
  },
  {
    id: 'opening',
    title: { en: 'Opening a connection', zh: '建立连接' },
    lessons: [handshake, backlog],
  },
  {
    id: 'data',
    title: { en: 'Carrying data', zh: '传输数据' },
    lessons: [acknowledgement, framing, window],
  },
  {
    id: 'loss',
    title: { en: 'Loss and congestion', zh: '丢包与拥塞' },
    lessons: [retransmission, congestion, tcpUdp],
  },
  {
    id: 'closing',
    title: { en: 'Closing a connection', zh: '关闭连接' },
    lessons: [endOfStream, fourWay, halfClose, simultaneousClose, timeWait, reset],
  },
]
