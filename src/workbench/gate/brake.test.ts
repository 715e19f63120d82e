import { expect, test } from 'vitest'
import { SECOND } from '../../base/index.ts'
import { VirtualClock } from '../../link/index.ts'
import { Brake } from './brake.ts'
import { Gate } from './gate.ts'

/** Who guesses secrets from another machine waits; this machine and who knows the secret do not. */

const BRAKED = expect.objectContaining({ code: 'SYNFIN_BRAKE' }) as Error
const WRONG = expect.objectContaining({ code: 'SYNFIN_TOKEN' }) as Error

test('the eleventh wrong token of an address in a minute is not looked at, nor is a right one', () => {
  const clock = new VirtualClock()
  const gate = new Gate('0.0.0.0', undefined, clock)
  for (let i = 0; i < 10; i++) expect(() => gate.exchange(`wrong${i}`, '192.0.2.1')).toThrow(WRONG)
  const token = gate.newToken()
  expect(() => gate.exchange('wrong', '192.0.2.1')).toThrow(BRAKED)
  expect(() => gate.exchange(token, '192.0.2.1')).toThrow(BRAKED)
  // Keys are guesses too.
  expect(() => gate.checkPass('wrong', '192.0.2.1')).toThrow(BRAKED)
  expect(() => gate.exchange('wrong', '192.0.2.2')).toThrow(WRONG)
  clock.runUntil(clock.now() + 60 * SECOND)
  const key = gate.exchange(token, '192.0.2.1')
  for (let i = 0; i < 20; i++)
    expect(() => gate.checkPass(`no${i}`, '192.0.2.1')).toThrow(i < 10 ? WRONG : BRAKED)
  // Whoever is in stays in.
  gate.checkPass(key, '192.0.2.1')
})

test('a hundred guesses of all addresses together in a minute end them for all', () => {
  const clock = new VirtualClock()
  const brake = new Brake(clock)
  for (let i = 0; i < 100; i++) {
    brake.check(`2001:db8::${i.toString(16)}`)
    brake.guessed(`2001:db8::${i.toString(16)}`)
  }
  clock.runUntil(clock.now() + 20 * SECOND)
  expect(() => brake.check('192.0.2.9')).toThrow(BRAKED)
  expect(() => brake.check('192.0.2.9')).toThrow('40')
  clock.runUntil(clock.now() + 40 * SECOND)
  brake.check('192.0.2.9')
})

test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
  'this machine (%s) is not slowed down: who guesses here could keep the person out',
  (from) => {
    const gate = new Gate('127.0.0.1', undefined, new VirtualClock())
    for (let i = 0; i < 200; i++) expect(() => gate.exchange(`wrong${i}`, from)).toThrow(WRONG)
    expect(gate.exchange(gate.newToken(), from)).toMatch(/./)
  },
)
