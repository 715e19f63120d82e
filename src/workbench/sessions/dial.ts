import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { RequestOf } from '../../protocol/index.ts'
import type { Lang } from '../../say/index.ts'
import { type SocketBackend, SocketErrors } from '../../socket/index.ts'
import { type ConversationSocket, dial } from '../../talk/index.ts'

/**
 * Connects as a page asked for.
 *
 * @param begin - Called at once with what gives the attempt up.
 * @throws {SocketError} As `bind` and `connect`; ETIMEDOUT after `waitMillis`, ECONNABORTED when it was given up.
 */
export async function dialFor(
  backend: SocketBackend,
  { transport = 'tcp', host, port, localAddress, localPort, family, waitMillis }: RequestOf<'connect'>,
  begin: (abandon: () => void) => void,
  lang: Lang,
): Promise<ConversationSocket> {
  let isLate = false
  const giveUp = new AbortController()
  const wait = (): void => {
    isLate = true
    giveUp.abort()
  }
  const timer = waitMillis === undefined ? undefined : setTimeout(wait, waitMillis)
  begin(() => giveUp.abort())
  try {
    return await dial(backend, {
      transport,
      host,
      port,
      localAddress,
      localPort,
      family,
      signal: giveUp.signal,
      resolve: (name, version) => addressOf(name, version, lang),
    })
  } catch (error) {
    if (!giveUp.signal.aborted) throw error
    const code = isLate ? 'ETIMEDOUT' : 'ECONNABORTED'
    throw new SocketErrors(lang).make(code, 'connect', { address: host, port }, error)
  } finally {
    clearTimeout(timer)
  }
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
