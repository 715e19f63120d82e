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
import type { Lesson } from './types.ts'
import { udp } from './udp.ts'
import { window } from './window.ts'

/** Every lesson, in the order in which they are learned. */
export const LESSONS: readonly Lesson[] = [
  client,
  server,
  bind,
  accept,
  udp,
  handshake,
  backlog,
  acknowledgement,
  framing,
  window,
  retransmission,
  congestion,
  tcpUdp,
  endOfStream,
  fourWay,
  halfClose,
  simultaneousClose,
  timeWait,
  reset,
  closeListener,
  closeAccepted,
]
