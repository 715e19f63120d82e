import { describe, expect, it } from 'vitest'
import { networkOf, readWire, usualWires } from './wires.ts'

describe('the address of the engine behind a TUN device', () => {
  it.each([
    ['10.66.0.2/30', '10.66.0.1'],
    ['10.66.0.1/30', '10.66.0.2'],
    ['192.168.7.9/24', '192.168.7.10'],
    ['fd00::2/64', 'fd00::1'],
  ])('%s: the kernel gets %s', (text, kernel) => expect(readWire(text).kernel).toBe(kernel))

  it.each([
    ['10.66.0.6/30', '10.66.0.4/30'],
    ['172.16.77.9/12', '172.16.0.0/12'],
    ['fd00:1:2:3ff::2/56', 'fd00:1:2:300::/56'],
  ])('%s is in the network %s', (text, network) => expect(networkOf(readWire(text))).toBe(network))

  it.each([
    ['0.0.0.2/8', 'noHost'],
    ['0.0.0.2/1', 'wide'],
    ['10.0.0.2/4', 'wide'],
    ['10.66.0.0/24', 'noHost'],
    ['10.66.0.255/24', 'noHost'],
    ['10.66.0.4/30', 'noHost'],
    ['127.0.0.2/24', 'noHost'],
    ['169.254.1.2/16', 'noHost'],
    ['224.0.0.2/8', 'noHost'],
    ['255.255.255.255/8', 'noHost'],
    ['10.66.0.2/31', 'narrow'],
    ['fe80::2/64', 'noHost'],
    ['ff02::2/64', 'noHost'],
    ['::1/64', 'noHost'],
    ['fd00::/64', 'noHost'],
    ['fd00::2/127', 'narrow'],
    ['fd00::2/8', 'wide'],
    ['10.66.0.2', 'address'],
    ['10.66.0.2/99', 'address'],
    ['constructor/24', 'address'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => readWire(text)).toThrow(expect.objectContaining({ problem }))
  })

  it('is in a subnet of the device’s own when none is given', () => {
    const engines = ['synfin0', 'synfin1', 'synfin77'].map((name) =>
      usualWires(name).map(({ engine }) => engine),
    )
    expect(new Set(engines.flat()).size).toBe(6)
    for (const [four, six] of engines) {
      expect(four).toMatch(/^10\.\d+\.\d+\.2$/)
      expect(six).toMatch(/^fd77:.*:2$/)
    }
  })
})
