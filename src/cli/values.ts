import { type Nanos, own, millis } from '../base/index.ts'
import { cliSentences as t } from './sentences/cli.ts'
import { type CommandContext, UsageError } from './context.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, '': 1000, m: 60_000, h: 3_600_000 }

/** `500ms`, `5s`, `2m`, `1h`; a bare number is seconds. @throws UsageError */
export function parseTime(value: string, flags: string, { say }: CommandContext): Nanos {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(value)
  const unit = own(units, match?.[2] ?? '?')
  const time = Number(match?.[1]) * (unit ?? 0)
  // Node's timers hold 2^31 milliseconds, 24 days
  if (match === null || unit === undefined || time > 2_147_483_647)
    throw new UsageError(say(t.badTime, { value, flags }))
  return millis(time)
}

/** @param least - 0 where a free port may be asked for. @throws UsageError */
export function parsePort(value: string, least: 0 | 1, { say }: CommandContext): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1
  if (port < least || port > 65_535) throw new UsageError(say(t.badPort, { value, least }))
  return port
}

/** @throws UsageError */
export function parseCount(value: string, flags: string, least: number, { say }: CommandContext): number {
  const count = /^\d{1,9}$/.test(value) ? Number(value) : -1
  if (count < least) throw new UsageError(say(t.badCount, { value, flags, least }))
  return count
}

/** Where to, as far as the person said it. */
export interface HostAndPort {
  readonly host?: string | undefined
  readonly port?: number | undefined
}

/**
 * Reads `[HOST] [PORT]`: two words, one `HOST:PORT` (`[::1]:80` for IPv6), a host alone, or a port alone.
 *
 * @param least - 0 where a free port may be asked for.
 * @throws UsageError
 */
export function parseTarget(
  first: string | undefined,
  second: string | undefined,
  least: 0 | 1,
  context: CommandContext,
): HostAndPort {
  if (first === undefined) return {}
  if (second !== undefined && bare(first) === '')
    throw new UsageError(context.say(t.badAddress, { value: `''` }))
  if (second !== undefined) return { host: bare(first), port: parsePort(second, least, context) }
  if (/^\d+$/.test(first)) return { port: parsePort(first, least, context) }
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(first)
  if (bracketed !== null) {
    const [, host, port] = bracketed
    return { host, port: port === undefined ? undefined : parsePort(port, least, context) }
  }
  const colons = first.split(':').length - 1
  if (colons === 1) {
    const [host = '', port = ''] = first.split(':')
    return { host: host === '' ? undefined : host, port: parsePort(port, least, context) }
  }
  if (first === '' || first.includes('[')) throw new UsageError(context.say(t.badAddress, { value: first }))
  return { host: first }
}

const bare = (host: string): string => /^\[(.*)\]$/.exec(host)?.[1] ?? host

/** `127.0.0.1:80` and `[::1]:80`. */
export function showAddress(
  address: { readonly address: string; readonly port: number } | undefined,
): string {
  if (address === undefined) return '?'
  return address.address.includes(':')
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`
}
