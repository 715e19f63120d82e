import { accept } from './accept.ts'
import { acceptOverflow } from './accept-overflow.ts'
import { acknowledgement } from './acknowledgement.ts'
import { addresses } from './addresses.ts'
import { backlog } from './backlog.ts'
import { bind } from './bind.ts'
import { client } from './client.ts'
import { closeAccepted } from './close-accepted.ts'
import { closeListener } from './close-listener.ts'
import { closeLoss } from './close-loss.ts'
import { closeWait } from './close-wait.ts'
import { congestion } from './congestion.ts'
import { congestionPhases } from './congestion-phases.ts'
import { connections } from './connections.ts'
import { endOfStream } from './end-of-stream.ts'
import { fastRetransmit } from './fast-retransmit.ts'
import { finRefused } from './fin-refused.ts'
import { flowOrCongestion } from './flow-or-congestion.ts'
import { fourWay } from './four-way.ts'
import { framing } from './framing.ts'
import { gbkCut } from './gbk-cut.ts'
import { halfClose } from './half-close.ts'
import { handshake } from './handshake.ts'
import { handshakeData } from './handshake-data.ts'
import { handshakeLoss } from './handshake-loss.ts'
import { header } from './header.ts'
import { initialNumber } from './initial-number.ts'
import { mss } from './mss.ts'
import { nagle } from './nagle.ts'
import { numbers } from './numbers.ts'
import { reliable } from './reliable.ts'
import { reset } from './reset.ts'
import { resetCauses } from './reset-causes.ts'
import { retransmission } from './retransmission.ts'
import { reuseAddress } from './reuse-address.ts'
import { server } from './server.ts'
import { silence } from './silence.ts'
import { simultaneousClose } from './simultaneous-close.ts'
import { spurious } from './spurious.ts'
import { stopSwitch } from './stop-switch.ts'
import { synFlood } from './syn-flood.ts'
import { tcpUdp } from './tcp-udp.ts'
import { timeWait } from './time-wait.ts'
import { timeWaitMany } from './time-wait-many.ts'
import type { Chapter } from './types.ts'
import { udp } from './udp.ts'
import { window } from './window.ts'

/** The course: its chapters, each with its lessons in the order in which they are learned. */
export const CHAPTERS: readonly Chapter[] = [
  {
    id: 'programs',
    title: { en: 'Client and server', zh: '客户端与服务器' },
    lessons: [client, server, bind, accept, udp, addresses, connections, closeListener, closeAccepted],
  },
  {
    id: 'opening',
    title: { en: 'Opening a connection', zh: '建立连接' },
    lessons: [
      handshake,
      numbers,
      initialNumber,
      handshakeData,
      handshakeLoss,
      backlog,
      acceptOverflow,
      synFlood,
    ],
  },
  {
    id: 'data',
    title: { en: 'Carrying data', zh: '传输数据' },
    lessons: [acknowledgement, header, mss, framing, gbkCut, window, nagle],
  },
  {
    id: 'loss',
    title: { en: 'Loss and congestion', zh: '丢包与拥塞' },
    lessons: [
      reliable,
      retransmission,
      fastRetransmit,
      spurious,
      congestion,
      congestionPhases,
      flowOrCongestion,
      tcpUdp,
    ],
  },
  {
    id: 'closing',
    title: { en: 'Closing a connection', zh: '关闭连接' },
    lessons: [
      endOfStream,
      fourWay,
      finRefused,
      halfClose,
      simultaneousClose,
      closeLoss,
      timeWait,
      timeWaitMany,
      closeWait,
      reuseAddress,
    ],
  },
  {
    id: 'trouble',
    title: { en: 'Force and silence', zh: '强制关闭与断线' },
    lessons: [reset, resetCauses, stopSwitch, silence],
  },
]
