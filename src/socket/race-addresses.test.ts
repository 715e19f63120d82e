import { describe, expect, it } from 'vitest'
import { MILLISECOND } from '../base/index.ts'
import { VirtualClock } from '../link/index.ts'
import type { ConnectAttempt, StreamDriver } from './driver.ts'
import { raceAddresses } from './race-addresses.ts'

/** Each address answers, or refuses, after so many milliseconds; or never. */
type Answers = Readonly<Record<string, readonly ['connects' | 'refuses', number] | 'never' | 'throws'>>

async function race(addresses: readonly string[], answers: Answers) {
  const clock = new VirtualClock()
  const ms = (): number => clock.now() / MILLISECOND
  const told: string[] = []
  const attempt = (address: string): ConnectAttempt => {
    told.push(`${ms()} ${address}`)
    const answer = answers[address] ?? 'never'
    if (answer === 'throws') throw new Error(`${address} throws`)
    const connected = new Promise<StreamDriver>((resolve, reject) => {
      if (answer === 'never') return
      clock.at(clock.now() + answer[1] * MILLISECOND, () => {
        const driver = { name: address, abort: () => told.push(`${ms()} ${address} aborted`) }
        if (answer[0] === 'connects') resolve(driver as unknown as StreamDriver)
        else reject(new Error(`${address} refuses`))
      })
    })
    return { connected, cancel: () => told.push(`${ms()} ${address} off`) }
  }
  const running = raceAddresses(addresses, {
    attempt,
    after: (delay, run) => clock.at(clock.now() + delay, run),
  })
  const outcome = await clock.runUntilSettled(
    running.connected.then(
      (driver) => `${ms()} won ${(driver as unknown as { name: string }).name}`,
      (error: Error) => `${ms()} ${error.message}`,
    ),
  )
  return { told, outcome }
}

describe('several addresses of one name', () => {
  it('the families take turns, the resolver’s first family first', async () => {
    const { told } = await race(['::1', '::2', '::3', '10.0.0.1', '10.0.0.2'], {
      '10.0.0.2': ['connects', 1],
    })
    expect(told.filter((line) => !line.endsWith('off'))).toEqual([
      '0 ::1',
      '250 10.0.0.1',
      '500 ::2',
      '750 10.0.0.2',
    ])
  })

  it('a black hole costs 250 ms, and is called off', async () => {
    expect(await race(['::1', '10.0.0.1'], { '::1': 'never', '10.0.0.1': ['connects', 20] })).toEqual({
      told: ['0 ::1', '250 10.0.0.1', '270 ::1 off'],
      outcome: '270 won 10.0.0.1',
    })
  })

  it('a refusal begins the next at once', async () => {
    const answers: Answers = { '::1': ['refuses', 30], '10.0.0.1': ['connects', 20] }
    expect((await race(['::1', '10.0.0.1'], answers)).outcome).toBe('50 won 10.0.0.1')
  })

  it('a slow first goes on beside the second, and may win', async () => {
    expect(
      await race(['::1', '10.0.0.1'], { '::1': ['connects', 300], '10.0.0.1': ['connects', 900] }),
    ).toEqual({
      told: ['0 ::1', '250 10.0.0.1', '300 10.0.0.1 off'],
      outcome: '300 won ::1',
    })
  })

  it('when all fail the first address’s failure is told, whichever came last', async () => {
    const answers: Answers = { '::1': ['refuses', 400], '10.0.0.1': ['refuses', 10], '10.0.0.2': 'throws' }
    expect((await race(['::1', '10.0.0.1', '10.0.0.2'], answers)).outcome).toBe('400 ::1 refuses')
  })

  it('two that connect in one moment: one wins, the other is ended', async () => {
    const answers: Answers = { '::1': ['connects', 260], '10.0.0.1': ['connects', 10] }
    const { told, outcome } = await race(['::1', '10.0.0.1'], answers)
    expect(outcome).toBe('260 won ::1')
    expect(told.at(-1)).toMatch(/10\.0\.0\.1 (off|aborted)$/)
  })
})
