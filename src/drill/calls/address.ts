import { drillSentences as t } from '../sentences.ts'
import type { Expression } from '../language/types.ts'
import { DrillUnsupported } from '../run/verdict.ts'
import type { ScriptAddress } from './stream-socket.ts'
import { fieldsOf, numberOf, type Arguments } from './values.ts'

/**
 * Reads the address of bind(), connect() or sendto().
 *
 * @param usual - What stands for `...`.
 * @returns undefined for AF_UNSPEC, which undoes a connection.
 */
export function addressArgument(
  args: Arguments,
  index: number,
  usual: ScriptAddress,
): ScriptAddress | undefined {
  const value = args.at(index)
  if (value.kind === 'any') return usual
  if (value.kind === 'symbol' && value.name === 'AF_UNSPEC') return undefined
  const fields = fieldsOf(value, args.name)
  const family = fields.get('sa_family') ?? fields.get('sin_family') ?? fields.get('sin6_family')
  if (family?.value.kind === 'symbol' && family.value.name === 'AF_UNSPEC') return undefined
  const port = fields.get('sin_port') ?? fields.get('sin6_port')
  const address = fields.get('sin_addr') ?? fields.get('sin6_addr')
  return {
    port: port === undefined ? usual.port : numberOf(port.value, args.name),
    address: address === undefined ? usual.address : textOf(address.value),
  }
}

/** `inet_addr("192.0.2.1")`, `inet_pton(AF_INET6, "::1")` or the address itself. */
function textOf(value: Expression): string {
  if (value.kind === 'string') return value.text
  const last = value.kind === 'function' ? value.args.at(-1) : undefined
  if (last?.kind === 'string') return last.text
  throw new DrillUnsupported(t.unknownAddress)
}
