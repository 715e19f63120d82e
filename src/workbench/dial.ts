import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { RequestOf } from '../protocol/index.ts'
import { type SocketBackend, SocketErrors } from '../socket/index.ts'
import { type ConversationSocket, UdpPeer } from '../talk/index.ts'
import type { Lang } from '../say/index.ts'
import type { Conversation } from './conversation.ts'

/**
 * Connects, and begins the conversation meanwhile: it can be given up.
 *
 * @throws {SocketError} As `bind` and `connect`; ETIMEDOUT after `waitMillis`, ECONNABORTED when it was given up.
 */
export async function dialTcp(
  backend: SocketBackend,
  { host, port, localAddress, localPort, family, waitMillis }: RequestOf<'connect'>,
  conversation: Conversation,
  lang: Lang,
): Promise<ConversationSocket> {
  const socket = backend.tcp({ family })
  let isLate = false
  const giveUp = new AbortController()
  const wait = (): void => {
    isLate = true
    giveUp.abort()
  }
  const timer = waitMillis === undefined ? undefined : setTimeout(wait, waitMillis)
  conversation.begin(() => giveUp.abort())
  try {
    if (localPort !== undefined || localAddress !== undefined) await socket.bind(localPort ?? 0, localAddress)
    await socket.connect(port, host, { signal: giveUp.signal })
    return socket
  } catch (error) {
    await socket.close()
    if (!giveUp.signal.aborted) throw error
    const code = isLate ? 'ETIMEDOUT' : 'ECONNABORTED'
    throw new SocketErrors(lang).make(code, 'connect', { address: host, port }, error)
  } finally {
    clearTimeout(timer)
  }
}

/** UDP connects nothing: the socket only learns its peer. @throws {SocketError} As `bind`; a name that is none. */
export async function dialUdp(
  backend: SocketBackend,
  { host, port, localAddress, localPort, family }: RequestOf<'connect'>,
  conversation: Conversation,
  lang: Lang,
): Promise<ConversationSocket> {
  const socket = backend.udp()
  conversation.begin(() => void socket.close())
  const address = await addressOf(host, family, lang)
  const version = isIP(address) === 6 ? 6 : 4
  try {
    if (localPort !== undefined || localAddress !== undefined) {
      await socket.bind(localPort ?? 0, localAddress ?? (version === 6 ? '::' : '0.0.0.0'))
    }
    await socket.connect(port, address)
  } catch (error) {
    await socket.close()
    throw error
  }
  const remote = { address, port, family: version === 6 ? 'IPv6' : 'IPv4' } as const
  let isOver = false
  const peer = new UdpPeer(socket, remote, true, () => {
    isOver = true
    void socket.close()
  })
  const take = async (): Promise<void> => {
    while (!isOver) {
      try {
        peer.arrived((await socket.recv()).data)
      } catch (error) {
        if (isOver) return
        // Nobody listens there (ICMP): told, and the socket goes on.
        if (codeOf(error) !== 'ECONNREFUSED') return peer.failed(error)
        conversation.tell({ code: codeOf(error), message: (error as Error).message })
      }
    }
  }
  void take()
  return peer
}

/** @returns An address of a host. @throws {SocketError} ENOTFOUND, EAI_AGAIN. */
export async function addressOf(host: string, family: 4 | 6 | undefined, lang: Lang): Promise<string> {
  if (isIP(host) !== 0) return host
  try {
    return (await lookup(host, { family: family ?? 0 })).address
  } catch (error) {
    throw new SocketErrors(lang).make(codeOf(error), 'connect', { address: host }, error)
  }
}

/** @returns The POSIX code of what was thrown. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'EIO'
}
