import type { Epoll } from './epoll.ts'
import type { StreamSocket } from './stream-socket.ts'

/** What a script's numbers stand for. */
export type Descriptor = StreamSocket | Epoll
