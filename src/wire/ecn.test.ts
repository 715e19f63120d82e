import { describe, expect, it } from 'vitest'
import { CE, ECT_0, ECT_1, markCongestion, NOT_ECT } from './ecn.ts'
import { IpHeader, readIp, verifyIpChecksum, writeIpHeader } from './ip-header.ts'

function packet(version: 4 | 6, trafficClass: number): Uint8Array {
  const length = version === 4 ? 4 : 16
  const header = Object.assign(new IpHeader(), { version, protocol: 6, trafficClass, payloadLength: 0 })
  const bytes = new Uint8Array(version === 4 ? 20 : 40)
  writeIpHeader(bytes, header, new Uint8Array(length).fill(7), new Uint8Array(length).fill(9))
  return bytes
}

describe('congestion marks', () => {
  it.each([4, 6] as const)('marks ECT packets of IPv%i, and leaves the header whole', (version) => {
    for (const ecn of [ECT_0, ECT_1, CE]) {
      for (let dscp = 0; dscp < 64; dscp++) {
        const bytes = packet(version, (dscp << 2) | ecn)
        expect(markCongestion(bytes)).toBe(true)
        const header = new IpHeader()
        expect(readIp(bytes, 0, bytes.length, header)).toBeUndefined()
        expect(header.trafficClass).toBe((dscp << 2) | CE)
        expect(verifyIpChecksum(bytes, header)).toBe(true)
      }
    }
  })

  it('leaves what takes no marks as it is', () => {
    const bytes = packet(4, NOT_ECT)
    const before = bytes.slice()
    expect(markCongestion(bytes)).toBe(false)
    expect(bytes).toEqual(before)
  })
})
