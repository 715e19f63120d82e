import { SynfinError } from '../base/index.ts'
import { parseIpAddress, type IpAddress } from '../wire/index.ts'
import { netSentences as t } from './sentences.ts'

/** All addresses that begin with the same bits. */
export class Prefix {
  readonly address: IpAddress
  /** How many bits count. */
  readonly length: number

  constructor(address: IpAddress, length: number) {
    this.address = address
    this.length = length
  }

  /** @returns True for an address that begins with the prefix's bits. */
  contains(address: IpAddress): boolean {
    if (address.version !== this.address.version) return false
    const whole = this.length >> 3
    for (let i = 0; i < whole; i++) if (address.bytes[i] !== this.address.bytes[i]) return false
    const rest = this.length & 7
    if (rest === 0) return true
    const differ = (address.bytes[whole] as number) ^ (this.address.bytes[whole] as number)
    return differ >> (8 - rest) === 0
  }
}

/**
 * @param text - `192.0.2.0/24`, `2001:db8::/32`, or one address.
 * @throws {SynfinError} EINVAL.
 */
export function parsePrefix(text: string): Prefix {
  const [addressText = '', lengthText, ...more] = text.split('/')
  const address = parseIpAddress(addressText)
  const bits = address?.version === 4 ? 32 : 128
  const length =
    lengthText === undefined ? bits : /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : bits + 1
  if (address === undefined || length > bits || more.length > 0) {
    throw new SynfinError('EINVAL', t.notPrefix, { text })
  }
  return new Prefix(address, length)
}
