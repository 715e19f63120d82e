import { isIPv4, isIPv6 } from 'node:net'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseIpAddress } from './ip-address.ts'

const part = fc.constantFrom(
  '0',
  '1',
  '00',
  '255',
  '256',
  'ffff',
  'abcde',
  '::',
  ':',
  '.',
  '1.2.3.4',
  '2001:db8',
)

test('what is an address and what is not: the same as the platform says', () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 10 }).map((parts) => parts.join('')),
      (text) => {
        const version = parseIpAddress(text)?.version
        expect(version).toBe(isIPv4(text) ? 4 : isIPv6(text) ? 6 : undefined)
      },
    ),
    { numRuns: 5000 },
  )
})

test('IPv6 text is the one that URL gives, but for the dotted end of IPv4-mapped addresses', () => {
  const group = fc.oneof(fc.constant(0), fc.nat(0xffff))
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const text = groups.map((value) => value.toString(16)).join(':')
      const address = parseIpAddress(text)?.toString() ?? ''
      expect(address.includes('.') ? 'dotted' : `[${address}]`).toBe(
        address.includes('.') ? 'dotted' : new URL(`http://[${text}]/`).hostname,
      )
    }),
  )
})
