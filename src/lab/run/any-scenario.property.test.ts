import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareRuns, cutRun, formatScenario, momentsOf, parseScenario, runScenario } from '../index.ts'

/** Steps as a person may string them together, sensible or not. */
const steps = (...extra: string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.array(
        fc.constantFrom(
          "send 'hello'",
          'send 3k',
          'send 100 x5 every 3ms',
          'send 20k by 700',
          'recv',
          'recv 5',
          'recv 3k by 100',
          'recv end',
          'recv end every 2ms by 500',
          'wait 30ms',
          'at 200ms',
          'shutdown',
          'close',
          'reset',
          'abort',
          'meet',
          ...extra,
        ),
        { maxLength: 5 },
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((branches) => branches.map((branch) => branch.join(', ')).join(' | '))

const path = fc.constantFrom(
  '',
  'delay 10ms',
  'delay 5ms 5ms loss 10%',
  'delay 10ms rate 1mbit limit 5',
  'loss 30% duplicate 20%',
  'delay 10ms corrupt 10% reorder 20%',
  'delay 10ms rate 1mbit limit 50 codel',
)
const change = fc
  .tuple(
    fc.constantFrom('lose', 'duplicate', 'corrupt', 'delay'),
    fc.constantFrom('client', 'server'),
    fc.integer({ min: 1, max: 12 }),
  )
  .map(([kind, side, number]) => `${kind}=${side}.${number}${kind === 'delay' ? ':70ms' : ''}`)
const option = fc.constantFrom(
  '',
  'client.sack=off',
  'server.receiveBuffer=4k',
  'client.noDelay=on',
  'client.congestionControl=bbr&server.timestamps=off',
  'server.keepAlive=on&server.keepAliveIdle=2s',
  'client.maxSegment=200',
  'server.abortOnOverflow=on',
  'client.windowScaling=off',
)
const other = fc.constantFrom(
  '',
  'backlog=1',
  'accept=1',
  'accept=0',
  'acceptAt=300ms',
  'stopAt=20ms',
  'listen=off',
  'bind=0',
  'mtu=300',
  'ip=6',
)
const link = fc
  .tuple(
    steps(),
    steps('stop'),
    path,
    fc.array(change, { maxLength: 3 }),
    fc.integer({ min: 1, max: 4 }),
    fc.nat(9_999),
    option,
    other,
  )
  .map(([client, server, way, changes, clients, seed, given, more]) =>
    [
      `client=${client}`,
      `server=${server}`,
      `path=${way}`,
      `clients=${clients}`,
      `seed=${seed}`,
      'until=30s',
      given,
      more,
      ...changes,
    ]
      .filter((part) => part !== '')
      .join('&')
      .replaceAll(' ', '+'),
  )

test('whatever is asked for can be run, is the same when it is run again, and can be looked at in between', async () => {
  await fc.assert(
    fc.asyncProperty(link, async (text) => {
      const scenario = parseScenario(text)
      const run = await runScenario(scenario)
      const again = await runScenario(parseScenario(formatScenario(scenario)))
      expect(compareRuns(run, again).firstDifference).toBeUndefined()
      const moments = momentsOf(run, 'events')
      const middle = moments[moments.length >> 1] ?? 0
      expect(cutRun(run, middle).packets.every(({ time }) => time <= middle)).toBe(true)
      // What a program received is what its peer sent, in order and no more of it, however the path was.
      for (const program of run.programs) {
        const peer = run.programs.find(
          ({ side, local }) =>
            side !== program.side && local?.port === program.remote?.port && local !== undefined,
        )
        if (program.role === 'session' && peer !== undefined) {
          const sent = run.messages.filter((message) => run.programs[message.program] === peer)
          const total = sent.reduce((sum, { length }) => sum + length, 0)
          expect(program.received.length).toBeLessThanOrEqual(total)
        }
      }
    }),
    { numRuns: 60 },
  )
})
