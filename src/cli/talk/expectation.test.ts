import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { Expectation } from './expectation.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

it('finds what it expects at every cut of the answer', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ minLength: 1 }),
      fc.string(),
      fc.array(fc.nat(40)),
      (before, wanted, after, cuts) => {
        const expectation = Expectation.ofText(wanted)
        let rest = before + wanted + after
        for (const cut of cuts) {
          expectation.onData(new Uint8Array(0), rest.slice(0, cut))
          rest = rest.slice(cut)
        }
        expectation.onData(new Uint8Array(0), rest)
        expect(expectation.isMet).toBe(true)
      },
    ),
  )
})

it('is not met by what is not there, and compares bytes as bytes', () => {
  const expectation = Expectation.ofBytes(bytes('\xC4\xE3'))
  expectation.onData(bytes('\xC4'), '')
  expectation.onData(bytes('\xC4'), '')
  expect(expectation.isMet).toBe(false)
  expectation.onData(bytes('\xE3'), '')
  expect(expectation.isMet).toBe(true)
})

it('expects again only behind what met it', async () => {
  const expectation = Expectation.ofText('ok')
  expectation.onData(bytes(''), 'okok')
  await expectation.met()
  expectation.again()
  expect(expectation.isMet).toBe(true)
  expectation.again()
  expect(expectation.isMet).toBe(false)
  const met = expectation.met()
  expectation.onData(bytes(''), 'ok')
  await met
})
