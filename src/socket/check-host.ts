import { checkText } from './check-arguments.ts'
import type { SocketErrors } from './errors.ts'

/** RFC 1035 §2.3.4: no name is longer, and no address with its scope either. */
const LONGEST = 255

/** A host that cannot be one is refused here, in words, before a resolver makes something of it. @throws {SocketError} EINVAL. */
export function checkHost(errors: SocketErrors, call: string, host: string): void {
  checkText(errors, call, 'host', host)
  if (host.trim() === '') throw errors.invalid(call, 'noHost', {})
  if (host.length > LONGEST) throw errors.invalid(call, 'longHost', { length: host.length, most: LONGEST })
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u0020\u007F]/.test(host)) throw errors.invalid(call, 'badHost', { value: host })
}
