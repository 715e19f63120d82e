import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamDriver } from './driver.ts'
import { SocketErrors } from './errors.ts'
import { Stream } from './stream.ts'

/** A driver whose every turn the test decides. */
class FakeDriver implements StreamDriver {
  readonly local = { address: '192.0.2.1', port: 1, family: 'IPv4' } as const
  readonly remote = { address: '192.0.2.2', port: 2, family: 'IPv4' } as const
  notify: (() => void) | undefined
  peerClosed = false
  failure: string | undefined
  done = false
  discarded = 0
  flushed = true
  room = Number.POSITIVE_INFINITY
  readonly calls: string[] = []
  readonly sent: number[] = []
  waiting: number[] = []
  offered: Uint8Array | undefined

  get readableLength(): number {
    return this.waiting.length
  }

  get endOfStream(): boolean {
    return this.peerClosed && this.waiting.length === 0
  }

  read(target: Uint8Array): number {
    const some = this.waiting.splice(0, target.length)
    target.set(some)
    return some.length
  }

  receiveInto(target: Uint8Array | undefined): void {
    this.offered = target
  }

  write(bytes: Uint8Array): number {
    const taken = Math.min(this.room, bytes.length)
    this.room -= taken
    this.sent.push(...bytes.subarray(0, taken))
    return taken
  }

  finish(): void {
    this.calls.push('finish')
  }

  shutdownReceive(): void {
    this.calls.push('shutdownReceive')
  }

  release(): void {
    this.calls.push('release')
  }

  abort(): void {
    this.calls.push('abort')
    this.failure = 'ECONNABORTED'
    this.done = true
  }

  readByPeerLength(): undefined {
    return undefined
  }

  looks = 0
  look(): void {
    this.looks++
  }

  acknowledged: number | undefined
  acknowledgedLength(): number | undefined {
    return this.acknowledged
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}
  keepRunning(): void {}

  holdUntilDone(): void {
    this.calls.push('holdUntilDone')
  }

  arrive(...bytes: number[]): void {
    this.waiting.push(...bytes)
    this.notify?.()
  }
}

function make(): { driver: FakeDriver; stream: Stream } {
  const driver = new FakeDriver()
  return { driver, stream: new Stream(driver, new SocketErrors()) }
}

/** Lets everything that waits on promises go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

describe('Stream', () => {
  it('sends in the order of the calls, whatever room there is and whoever is called off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ length: fc.integer({ min: 0, max: 20 }), off: fc.boolean() }), {
          maxLength: 12,
        }),
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }),
        async (sends, rooms) => {
          const { driver, stream } = make()
          driver.room = 0
          const outcomes = sends.map(({ length, off }, index) => {
            const controller = new AbortController()
            const data = new Uint8Array(length).fill(index + 1)
            const outcome = stream.send(data, off ? controller.signal : undefined).then(
              () => length,
              (error: { bytesSent: number }) => error.bytesSent,
            )
            return { controller, outcome, index }
          })
          for (const [turn, room] of rooms.entries()) {
            driver.room += room
            driver.notify?.()
            const victim = outcomes[turn % Math.max(1, outcomes.length)]
            if (turn % 3 === 2) victim?.controller.abort()
            await settle()
          }
          driver.room = Number.POSITIVE_INFINITY
          driver.notify?.()
          const expected: number[] = []
          for (const { outcome, index } of outcomes) {
            const length = await outcome
            for (let i = 0; i < length; i++) expected.push(index + 1)
          }
          expect(driver.sent).toEqual(expected)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('gives every byte once and in order, whatever the receives ask for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        async (asks, arrivals) => {
          const { driver, stream } = make()
          let next = 0
          const got: number[] = []
          const receiving = (async () => {
            for (let turn = 0; ; turn++) {
              const max = asks[turn % asks.length] ?? 1
              const bytes = await stream.recv(max, undefined)
              if (bytes.length === 0) return
              expect(bytes.length).toBeLessThanOrEqual(max)
              got.push(...bytes)
            }
          })()
          for (const count of arrivals) {
            driver.arrive(...Array.from({ length: count }, () => next++))
            await settle()
          }
          driver.peerClosed = true
          driver.notify?.()
          await receiving
          expect(got).toEqual(Array.from({ length: next }, (_, index) => index))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('waits with the FIN until every send before it is taken', async () => {
    const { driver, stream } = make()
    driver.room = 1
    const sending = stream.send(new Uint8Array([1, 2, 3]), undefined)
    const shut = stream.shutdownSend()
    await settle()
    expect(driver.calls).toEqual([])
    await expect(stream.send(new Uint8Array([4]), undefined)).rejects.toMatchObject({ code: 'EPIPE' })
    driver.room = 10
    driver.notify?.()
    await Promise.all([sending, shut])
    expect(driver.sent).toEqual([1, 2, 3])
    expect(driver.calls).toEqual(['finish'])
  })

  it('the system is asked for what nobody has read when this end ends, and not with every byte', async () => {
    const { driver, stream } = make()
    for (let at = 0; at < 10; at++) {
      driver.waiting = [at]
      driver.notify?.()
      await stream.recv(9, undefined)
      await stream.send(new Uint8Array(1), undefined)
    }
    expect(driver.looks).toBe(0)
    await stream.shutdownSend()
    expect(driver.looks).toBe(1)
  })

  it('a send that is not flushed is not done', async () => {
    const { driver, stream } = make()
    driver.write = (bytes) => {
      driver.flushed = false
      return bytes.length
    }
    let done = false
    const sending = stream.send(new Uint8Array([1]), undefined).then(() => (done = true))
    await settle()
    expect(done).toBe(false)
    driver.flushed = true
    driver.notify?.()
    await sending
  })

  it('hands down the buffer of the oldest waiting receive, and takes it back when that is called off', async () => {
    const { driver, stream } = make()
    const off = new AbortController()
    const buffer = new Uint8Array(4)
    const first = stream.recvInto(buffer, off.signal)
    const second = stream.recv(4, undefined)
    expect(driver.offered).toBe(buffer)
    off.abort()
    expect(driver.offered).toBeUndefined()
    await expect(first).rejects.toMatchObject({ code: 'ABORT_ERR' })
    driver.arrive(7)
    expect([...(await second)]).toEqual([7])
  })

  it('a driver that tells of changes from within a call is served once, in order', async () => {
    const { driver, stream } = make()
    const write = driver.write.bind(driver)
    driver.write = (bytes) => {
      const taken = write(bytes.subarray(0, 1))
      driver.notify?.()
      return taken
    }
    await Promise.all([
      stream.send(new Uint8Array([1, 2, 3]), undefined),
      stream.send(new Uint8Array([4, 5]), undefined),
    ])
    expect(driver.sent).toEqual([1, 2, 3, 4, 5])
  })

  it('the story ends when what came before a reset has been read', async () => {
    const { driver, stream } = make()
    driver.arrive(1, 2)
    driver.failure = 'ECONNRESET'
    driver.done = true
    driver.notify?.()
    let ended = false
    const closed = stream.closed.then((record) => {
      ended = true
      return record
    })
    await settle()
    expect(ended).toBe(false)
    await stream.recv(9, undefined)
    expect(await closed).toEqual({
      firstCloser: 'peer',
      fins: [],
      connected: true,
      how: 'reset',
      error: 'ECONNRESET',
      bytesSent: 0,
      bytesReceived: 2,
      bytesUnread: 0,
    })
  })

  it.each([
    ['all but a first window is acknowledged: our FIN was out', 85_400, ['us'], 'us'],
    ['more was out: nobody can say whether our FIN had left', 85_399, [], undefined],
  ] as const)('a reset while %s', async (_what, acknowledged, fins, firstCloser) => {
    const { driver, stream } = make()
    driver.room = 200_000
    await stream.send(new Uint8Array(100_000), undefined)
    await stream.shutdownSend()
    driver.acknowledged = acknowledged
    driver.failure = 'ECONNRESET'
    driver.done = true
    driver.notify?.()
    expect(await stream.closed).toMatchObject({ how: 'reset', fins, firstCloser })
  })

  it('given up unread, the story ends too, and says so', async () => {
    const { driver, stream } = make()
    driver.arrive(1, 2)
    driver.failure = 'ECONNRESET'
    driver.done = true
    driver.notify?.()
    await stream.close()
    expect(await stream.closed).toMatchObject({ how: 'reset', firstCloser: 'peer', bytesUnread: 2 })
  })

  it('a close with unread bytes lets go at once and fails the sends that wait', async () => {
    const { driver, stream } = make()
    driver.room = 0
    driver.arrive(1)
    const sending = stream.send(new Uint8Array([1]), undefined)
    await Promise.all([expect(sending).rejects.toMatchObject({ code: 'ECONNABORTED' }), stream.close()])
    expect(driver.calls).toEqual(['release'])
  })

  it('only who asks for the end holds the program', () => {
    const { driver, stream } = make()
    expect(driver.calls).toEqual([])
    void stream.closed
    expect(driver.calls).toEqual(['holdUntilDone'])
  })
})
