import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { isOwnAddress } from './own-address.ts'

it('knows every address of this machine, however it is written, and no other', () => {
  for (const { address } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    expect(isOwnAddress(address)).toBe(true)
    if (address.includes('.')) expect(isOwnAddress(`::ffff:${address}`)).toBe(true)
    else expect(isOwnAddress(`${address}%lo`)).toBe(true)
  }
  expect(isOwnAddress('192.0.2.77')).toBe(false)
  expect(isOwnAddress('0.0.0.0')).toBe(false)
})
