import { type Charset, charset, type StreamDecoder } from '../charset/index.ts'
import { checkText } from './check-arguments.ts'
import type { SocketErrors } from './errors.ts'

/** The text of a connection: one charset both ways, and what is known of the direction that comes in. */
export interface Encoding {
  readonly charset: Charset
  readonly decoder: StreamDecoder
}

/** @throws {SynfinError} SYNFIN_ENCODING when there is no charset of that name; EINVAL when it is no name. */
export function findCharset(errors: SocketErrors, call: string, encoding: string): Charset {
  checkText(errors, call, 'encoding', encoding)
  const found = charset(encoding)
  if (found === undefined) throw errors.noCharset(encoding)
  return found
}
