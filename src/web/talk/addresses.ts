import type { Address, ConnectionInfo } from '../../protocol/index.ts'

/** `127.0.0.1:8888`, `[::1]:8888`. */
export function showAddress(address: Address | undefined): string {
  if (address === undefined) return '?'
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`
}

/** What a connection is called in a list: the peer, by the name that was asked for where there is one. */
export function nameOf({ target, remote }: ConnectionInfo): string {
  if (target !== undefined && target.host !== remote?.address) return `${target.host}:${target.port}`
  return showAddress(remote)
}

/** Reads what a person typed as a host: `example.org`, `example.org:80`, `[::1]:80`, `::1`. */
export function readTarget(typed: string): { readonly host: string; readonly port: number | undefined } {
  const text = typed.trim()
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text)
  if (bracketed !== null) return { host: bracketed[1] as string, port: numberOf(bracketed[2]) }
  const withPort = /^([^:\s]+)(?::|\s+)(\d+)$/.exec(text)
  if (withPort !== null) return { host: withPort[1] as string, port: numberOf(withPort[2]) }
  return { host: text, port: undefined }
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits)
}

/** `14:55:03.120`, in the time of this machine. */
export function clockTime(time: string): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return ''
  const two = (value: number): string => String(value).padStart(2, '0')
  const millis = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`
}

/** A span of time, as short as it can be said: `0 ms`, `12 ms`, `1.250 s`, `3 min 2 s`. */
export function showMillis(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`
  if (millis < 60_000) return `${(millis / 1000).toFixed(3)} s`
  return `${Math.floor(millis / 60_000)} min ${Math.floor((millis % 60_000) / 1000)} s`
}
