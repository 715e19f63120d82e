import { isIP } from 'node:net'
import { type TcpSocket } from '../../socket/index.ts'
import { UdpPeer } from '../../talk/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { sayDuration } from '../../say/index.ts'
import { uiSentences as u } from './sentences.ts'
import { UsageError } from '../context.ts'
import { EXIT } from '../exit-code.ts'
import { showAddress } from '../values.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/** Where to, and from where. */
export interface Dial {
  readonly host: string
  readonly port: number
  readonly sourcePort: number | undefined
}

/** @returns The family that -4 or -6 asks for. @throws UsageError when the address is of the other one. */
export function familyOf(session: Session, address: string | undefined): 4 | 6 | undefined {
  const { ipv4, ipv6 } = session.options
  const family = ipv4 === true ? 4 : ipv6 === true ? 6 : undefined
  const version = address === undefined ? 0 : isIP(address)
  if (family !== undefined && version !== 0 && version !== family) {
    throw new UsageError(session.context.say(t.badFamily, { value: address ?? '', family }))
  }
  return family
}

/**
 * Makes the connection, or the UDP socket of one peer.
 *
 * @returns undefined when the run ended meanwhile, for a reason that has been told.
 */
export async function dial(
  session: Session,
  { host, port, sourcePort }: Dial,
): Promise<Conversation | undefined> {
  const { options, context } = session
  const family = familyOf(session, host)
  familyOf(session, options.source)
  if (options.verbose === true) session.tell(u.connecting, { address: showAddress({ address: host, port }) })
  const giveUp = new AbortController()
  const { wait } = options
  const alarm =
    wait === undefined
      ? undefined
      : session.after(wait, () => {
          const address = showAddress({ address: host, port })
          const message = context.say(u.connectTimeout, { address, time: sayDuration(wait) })
          session.giveUp(EXIT.timeout, 'ETIMEDOUT', message, 'gone')
        })
  void session.ended.then(() => giveUp.abort())
  try {
    const talk =
      options.udp === true
        ? await dialUdp(session, { host, port, sourcePort }, family)
        : await dialTcp(session, { host, port, sourcePort }, family, giveUp.signal)
    if (!session.isOver) return talk
    talk.reset()
  } catch (error) {
    session.fail(error, 'told by nobody')
  } finally {
    alarm?.cancel()
  }
  return undefined
}

async function dialTcp(
  session: Session,
  to: Dial,
  family: 4 | 6 | undefined,
  signal: AbortSignal,
): Promise<Conversation> {
  const socket: TcpSocket = session.sockets.tcp({ family, signal: session.forced.signal })
  const { source } = session.options
  try {
    if (source !== undefined || to.sourcePort !== undefined) await socket.bind(to.sourcePort ?? 0, source)
    await socket.connect(to.port, to.host, { signal })
  } catch (error) {
    socket.reset()
    throw error
  }
  return session.newConversation(socket, 'client')
}

/** UDP connects nothing: the socket only learns its peer. */
async function dialUdp(session: Session, to: Dial, family: 4 | 6 | undefined): Promise<Conversation> {
  const socket = session.sockets.udp({ signal: session.forced.signal })
  const [address = to.host] =
    isIP(to.host) === 0 ? await resolveHost(session, to.host, family ?? 0) : [to.host]
  const version = isIP(address) === 6 ? 6 : 4
  const { source } = session.options
  if (source !== undefined || to.sourcePort !== undefined) {
    await socket.bind(to.sourcePort ?? 0, source ?? (version === 6 ? '::' : '0.0.0.0'))
  }
  await socket.connect(to.port, address)
  const remote = { address, port: to.port, family: version === 6 ? 'IPv6' : 'IPv4' } as const
  const peer = new UdpPeer(socket, remote, true, () => void socket.close())
  void (async () => {
    for (;;) peer.arrived((await socket.recv()).data)
  })().catch((error: unknown) => peer.failed(error))
  return session.newConversation(peer, 'client')
}

async function resolveHost(session: Session, host: string, family: 0 | 4 | 6): Promise<readonly string[]> {
  try {
    return await session.context.io.resolve(host, family)
  } catch {
    throw new UsageError(session.context.say(u.noSuchHost, { host }))
  }
}
