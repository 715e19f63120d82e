import * as fc from 'fast-check'
import { sayError } from '../../say/index.ts'
import { describe, expect, test } from 'vitest'
import {
  ENGINE_OPTIONS,
  EXAMPLES,
  formatScenario,
  formatSteps,
  parseScenario,
  parseSteps,
  runScenario,
  ScenarioError,
  STANDARD_SCENARIO,
  type EngineOptions,
  type PacketChange,
  type Scenario,
  type Step,
} from '../index.ts'

const time = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }).map((ms) => ms * 1_000_000),
  fc.integer({ min: 0, max: 86_400_000_000_000 }),
)
const size = fc.integer({ min: 1, max: 1_048_576 })
// Every character, whole ones and halves of pairs: a link must hold whatever is typed.
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
const payload = fc.oneof(
  text.map((value) => ({ text: value })),
  fc.integer({ min: 1, max: 20_000 }).map((value) => ({ size: value })),
  fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => ({ bytes: Uint8Array.from(bytes) })),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({ data: payload, times: fc.integer({ min: 1, max: 9 }), every: time, by: fc.option(size) })
    .map(({ by, ...send }) => ({ do: 'send' as const, ...send, ...(by === null ? {} : { by }) })),
  fc
    .record({
      until: fc.oneof(size, fc.constant('end' as const), fc.constant('once' as const)),
      by: size,
      every: time,
    })
    .map((recv) => ({ do: 'recv' as const, ...recv })),
  time.map((value) => ({ do: 'wait' as const, time: value })),
  time.map((value) => ({ do: 'at' as const, time: value })),
  fc
    .constantFrom('shutdown' as const, 'close' as const, 'reset' as const, 'abort' as const, 'meet' as const)
    .map((name) => ({ do: name })),
)
const steps = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 0, maxLength: 3 })
const side = fc.constantFrom('client' as const, 'server' as const)
const change: fc.Arbitrary<PacketChange> = fc.oneof(
  fc.record({
    side,
    number: fc.integer({ min: 1, max: 9_999 }),
    change: fc.constantFrom('lose' as const, 'duplicate' as const, 'corrupt' as const),
  }),
  fc.record({
    side,
    number: fc.integer({ min: 1, max: 9 }),
    change: fc.constant('delay' as const),
    by: time,
  }),
)
const options: fc.Arbitrary<EngineOptions> = fc.record(
  {
    sack: fc.boolean(),
    noDelay: fc.boolean(),
    maxSegment: fc.integer({ min: 88, max: 9_000 }),
    sendBuffer: fc.integer({ min: 4_096, max: 1_000_000 }),
    rtoMin: fc.integer({ min: 1, max: 1_000_000_000 }),
    congestionControl: fc.constant('cubic'),
  },
  { requiredKeys: [] },
)
const path = fc.constantFrom(
  '',
  'delay 10ms',
  'delay 40ms 10ms distribution normal loss 1% rate 10mbit',
  'drop 3',
)
const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    ipv6: fc.boolean(),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    path: fc.record({ client: path, server: path }),
    mtu: fc.integer({ min: 256, max: 65_536 }),
    client: fc.record({ steps, count: fc.integer({ min: 1, max: 20 }), spacing: time }),
    bind: fc.option(fc.integer({ min: 0, max: 65_535 })),
    server: fc.record({
      steps,
      port: fc.integer({ min: 1, max: 65_535 }),
      listen: fc.boolean(),
      backlog: fc.integer({ min: 1, max: 500 }),
    }),
    times: fc.record({ acceptAt: time, stopAt: time, accept: fc.nat(20) }, { requiredKeys: [] }),
    options: fc.record({ client: options, server: options }),
    changes: fc.array(change, { maxLength: 4 }),
    until: fc.option(time),
  })
  .map(({ bind, times, until, ...rest }) => ({
    ...rest,
    protocol: 'tcp',
    encoding: 'utf-8',
    client: bind === null ? rest.client : { ...rest.client, bind },
    server: { ...rest.server, ...times },
    ...(until === null ? {} : { until }),
  }))

describe('a link', () => {
  test('gives back the scenario it was made from, whatever that is', () => {
    // Half of a surrogate pair is no text: no charset has it, so no scenario with it can be run.
    const isText = (made: Scenario): boolean =>
      [...made.client.steps, ...made.server.steps]
        .flat()
        .every((one) => one.do !== 'send' || !('text' in one.data) || !/\p{Surrogate}/u.test(one.data.text))
    fc.assert(
      fc.property(scenario.filter(isText), (made) => {
        expect(parseScenario(formatScenario(made))).toEqual(made)
      }),
      { numRuns: 500 },
    )
  })

  test('can be read by a person, and leaves out what is as usual', () => {
    expect(formatScenario(STANDARD_SCENARIO)).toBe('v=1')
    const made = parseScenario(
      '?path=delay+20ms+loss+1%25&seed=7&client.sack=off&lose=client.3&delay=server.2:50ms',
    )
    expect(made.path).toEqual({ client: 'delay 20ms loss 1%', server: 'delay 20ms loss 1%' })
    expect(made.options.client).toEqual({ sack: false })
    expect(made.changes).toEqual([
      { change: 'lose', side: 'client', number: 3 },
      { change: 'delay', side: 'server', number: 2, by: 50_000_000 },
    ])
    expect(formatScenario(made)).toBe(
      'v=1&seed=7&path=delay+20ms+loss+1%25&client.sack=off&lose=client.3&delay=server.2:50ms',
    )
    const talk = {
      ...STANDARD_SCENARIO,
      client: { ...made.client, steps: parseSteps("send '你好', recv end, close") },
    }
    expect(decodeURIComponent(formatScenario(talk))).toBe("v=1&client=send+'你好',+recv+end,+close")
  })

  test.each([
    ['v=2', "later synfin (its version is '2'"],
    ['path=dealy+3ms', "path: 'dealy' is not a part of a path"],
    ['seed=-1', "'-1' is no number for 'seed'"],
    ['seed=7&seed=8', "'seed' is given twice"],
    ['sead=7', "has no 'sead'"],
    ['__proto__=7', "has no '__proto__'"],
    ['client=sned+5', "'sned' is no step"],
    ["client=send+'hel", 'no closing quotation mark'],
    ['client=recv+5+6', "'6' does not belong to 'recv'"],
    ['client=wait', "'wait' is not whole: it is written as in 'wait 50ms'"],
    ['client=send+hex+c4e', "'c4e' is not hex"],
    ['client=stop', "'stop' is for the server"],
    ['protocol=udp&server=recv+end', "'recv end' needs a connection"],
    ["encoding=ascii&client=send+'你'", "ascii has no '你'"],
    ['client.sakc=off', "no option 'sakc'"],
    ['client.sack=no', "'no' is no choice for 'sack'"],
    ['client.maxSegment=5', "'5' is no number for 'maxSegment': write a whole number from 88"],
    ['client.congestionControl=vegas', 'write cubic, '],
    ['lose=client.0', "'client.0' is no packet"],
    ['lose=client.3:5ms', "'client.3:5ms' is no packet"],
    ['delay=client.3', 'is no delayed packet'],
    ['path=%e4%bd%25', 'is cut or wrongly encoded'],
    ['client=send+200M+x9', 'one run takes at most'],
    [`client=${'close,'.repeat(20_000)}`, 'characters and may have'],
  ])('%s is refused, and the reason said', (link, why) => {
    const error = thrownBy(() => parseScenario(link))
    expect(sayError(error, 'en')).toContain(why)
  })

  test.each([
    ['seed=abc', '“abc”不能作为“seed”的数值'],
    ['back=dealy+3ms', 'back：路径里没有“dealy”这一项'],
    ['client=wait', '“wait”不完整'],
    ['client.maxSegment=5', '“5”不能作为“maxSegment”的数值'],
  ])('%s is refused in Chinese, too', (link, why) => {
    expect(
      sayError(
        thrownBy(() => parseScenario(link)),
        'zh',
      ),
    ).toContain(why)
  })

  test('that is any text is a scenario or a ScenarioError, nothing else', () => {
    const words = fc.constantFrom(
      'v=1',
      'client=',
      'send',
      "'",
      '+',
      '&',
      'x9',
      '%',
      'path=',
      'delay',
      '5ms',
      '|',
      ',',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 8 }), (parts) => {
        try {
          parseScenario(parts.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(ScenarioError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('steps', () => {
  test('may stand on lines of their own, and side by side', () => {
    const read = parseSteps('recv 5\nsend "it\'s"\n|\nwait 2s\nclose')
    expect(formatSteps(read)).toBe("recv 5, send 'it\\'s' | wait 2s, close")
    // What belongs to a step may stand in any order.
    expect(formatSteps(parseSteps('send 1k every 5ms x3 by 100, recv every 1ms by 7'))).toBe(
      'send 1k by 100 x3 every 5ms, recv by 7 every 1ms',
    )
  })
})

test.each(EXAMPLES)('the example $id is one, and its link is as a link is written', async ({ link }) => {
  const scenario = parseScenario(link)
  expect(parseScenario(formatScenario(scenario))).toEqual(scenario)
  const run = await runScenario(scenario)
  expect(run.packets.length).toBeGreaterThan(3)
  expect(run.programs.every(({ error }) => error === undefined || error === 'ECONNRESET')).toBe(true)
})

describe('the options of the engine', () => {
  test('are all there, those that people ask for first in front', () => {
    expect(ENGINE_OPTIONS.slice(0, 3).map((option) => option.name)).toEqual([
      'congestionControl',
      'sack',
      'timestamps',
    ])
    expect(new Set(ENGINE_OPTIONS.map((option) => option.name)).size).toBe(ENGINE_OPTIONS.length)
  })
})

function thrownBy(run: () => unknown): ScenarioError {
  try {
    run()
  } catch (error) {
    if (error instanceof ScenarioError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
