import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IpAddress, parseIpAddress } from './ip-address.ts'

describe('IpAddress', () => {
  // RFC 5952 §4 and §5, RFC 4291 §2.2.
  test.each([
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8:AAAA::', '2001:db8:aaaa::'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['::FFFF:192.0.2.1', '::ffff:192.0.2.1'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
  ])('%s is written %s', (text, canonical) => {
    expect(parseIpAddress(text)?.toString()).toBe(canonical)
  })

  test.each([
    '',
    ':',
    ':::',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1.2.3.-4',
    '0x7f.0.0.1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '1::2::3',
    '12345::',
    'g::',
    ':1::',
    '1:',
    '::1.2.3',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%eth0',
    'localhost',
  ])('%j is not an address', (text) => {
    expect(parseIpAddress(text)).toBeUndefined()
  })

  test('what is written is read back, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc
        .array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 16, maxLength: 16 })
        .map((values) => Uint8Array.from(values)),
    )
    fc.assert(
      fc.property(bytes, (data) => {
        const address = new IpAddress(data)
        const again = parseIpAddress(address.toString())
        expect(again?.bytes).toEqual(data)
        expect(again?.equals(address)).toBe(true)
        expect(again?.key).toBe(address.key)
      }),
    )
  })

  test('any text is answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcdefF:.%:'.split('')) }), (text) => {
        const address = parseIpAddress(text)
        expect(address === undefined || [4, 16].includes(address.bytes.length)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('its bytes are its own: the packet it was read from may be used again', () => {
    const packet = Uint8Array.of(10, 0, 0, 1)
    const address = new IpAddress(packet)
    packet.fill(0)
    expect(address.toString()).toBe('10.0.0.1')
    expect(() => new IpAddress(new Uint8Array(5))).toThrow(RangeError)
  })

  test('the same 32 bits as IPv4 and as IPv4-mapped IPv6 are two addresses', () => {
    const four = parseIpAddress('192.0.2.1') as IpAddress
    const six = parseIpAddress('::ffff:192.0.2.1') as IpAddress
    expect([four.version, six.version, four.equals(six)]).toEqual([4, 6, false])
  })
})
