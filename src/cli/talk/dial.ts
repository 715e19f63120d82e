import { isIP } from 'node:net'
import { type Conversation, dial as dialSocket } from '../../talk/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { sayDuration } from '../../say/index.ts'
import { uiSentences as u } from './sentences.ts'
import { UsageError } from '../context.ts'
import { EXIT } from '../exit-code.ts'
import { showAddress } from '../values.ts'
import type { Session } from './session.ts'

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
    const socket = await dialSocket(session.sockets, {
      transport: options.udp === true ? 'udp' : 'tcp',
      host,
      port,
      localAddress: options.source,
      localPort: sourcePort,
      family,
      signal: options.udp === true ? undefined : giveUp.signal,
      forced: session.forced.signal,
      resolve: (name, version) => resolveHost(session, name, version),
    })
    const talk = session.newConversation(socket, 'client')
    if (!session.isOver) return talk
    talk.reset()
  } catch (error) {
    session.fail(error, 'told by nobody')
  } finally {
    alarm?.cancel()
  }
  return undefined
}

/** @throws UsageError when there is no such host. */
async function resolveHost(session: Session, host: string, family: 4 | 6 | undefined): Promise<string> {
  if (isIP(host) !== 0) return host
  try {
    const [address = host] = await session.context.io.resolve(host, family ?? 0)
    return address
  } catch {
    throw new UsageError(session.context.say(u.noSuchHost, { host }))
  }
}
