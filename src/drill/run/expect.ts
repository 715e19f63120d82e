import { MILLISECOND, type Nanos } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import { SYN } from '../../wire/index.ts'
import type { PacketLine, ScriptEvent, TcpLine } from '../language/types.ts'
import { differences } from './compare.ts'
import { refuseFastOpen } from './fast-open.ts'
import type { ScriptFlow } from './flow.ts'
import { printSegment } from './print.ts'
import { inScript, join, optionsOf, segmentOf, type Sent } from './segment.ts'
import { givesUpAt, isInTime, toleranceFor, type Expected } from './timing.ts'
import { DrillFailure, DrillUnsupported } from './verdict.ts'
import type { World } from './world.ts'

/** An hour: what `*` waits, since nothing else ends it. */
const ANY_TIME: Nanos = 3_600_000 * MILLISECOND

/**
 * Waits for the packet that the script has next and compares it.
 *
 * @param expected - When it must leave; undefined: whenever.
 * @throws {DrillFailure}
 */
export function expectPacket(
  world: World,
  event: ScriptEvent,
  line: PacketLine,
  expected: Expected | undefined,
): void {
  if (line.encapsulation !== undefined)
    throw new DrillUnsupported(t.noEncapsulation, { what: line.encapsulation })
  if (line.body.kind !== 'tcp') throw new DrillUnsupported(line.body.kind === 'udp' ? t.noUdp : t.noIcmpOut)
  refuseFastOpen(line.body, false)
  const flow = world.tested
  if (flow === undefined) throw new DrillFailure(t.noSocket, { expected: event.text })
  const giveUp = expected === undefined ? world.now + ANY_TIME : givesUpAt(expected, world.now)
  const sent = nextOf(world, flow, line.body, giveUp)
  if (sent === undefined) {
    throw new DrillFailure(t.noPacket, { expected: event.text, until: shown(world, giveUp) })
  }
  learn(flow, line.body, sent)
  const wrong = differences(line, sent, flow, world.settings)
  if (wrong.length > 0) {
    const came = printSegment(inScript(sent, flow))
    throw new DrillFailure(t.otherPacket, {
      expected: event.text,
      came: `${shown(world, sent.emitted.time)} > ${came}`,
      what: wrong.join(', '),
    })
  }
  checkTime(world, event, expected, sent.emitted.time)
}

/** The next segment of the flow, or several in one as long as the script has it. */
function nextOf(world: World, flow: ScriptFlow, body: TcpLine, giveUp: Nanos): Sent | undefined {
  const take = (): Sent | undefined => world.waitFor(() => peek(world, flow), giveUp)
  let whole = take()
  if (whole === undefined) return undefined
  world.emitted.shift()
  const parts = [whole]
  while (!world.settings.strictSegments && whole.length > 0 && whole.length < body.length) {
    const next = take()
    const joined = next === undefined ? undefined : join(parts, next)
    if (next === undefined || joined === undefined || joined.length > body.length) break
    world.emitted.shift()
    parts.push(next)
    whole = joined
  }
  return whole
}

/** The first segment of the flow in the queue; what others have sent is dropped. */
function peek(world: World, flow: ScriptFlow): Sent | undefined {
  for (let first = world.emitted[0]; first !== undefined; first = world.emitted[0]) {
    const sent = segmentOf(first, flow, world.settings.remote.key)
    if (sent !== undefined) return sent
    world.emitted.shift()
  }
  return undefined
}

/** What a segment shows of the stack's numbers: its ISN and where its timestamps are. */
function learn(flow: ScriptFlow, body: TcpLine, sent: Sent): void {
  if ((body.flags & SYN) !== 0 && (sent.flags & SYN) !== 0) flow.learnLocal(body.seq, sent.seq)
  const script = body.options === 'any' ? undefined : body.options.find((option) => option.kind === 'TS')
  const live = optionsOf(sent)?.find((option) => option.kind === 'TS')
  if (script?.kind === 'TS' && live?.kind === 'TS') flow.timestamps.sent(script.val, live.val)
}

function checkTime(world: World, event: ScriptEvent, expected: Expected | undefined, time: Nanos): void {
  if (expected === undefined || isInTime(world.settings, expected, time)) return
  const { from, until, previous } = expected
  throw new DrillFailure(t.otherTime, {
    expected: event.text,
    due: from === until ? shown(world, from) : `${shown(world, from)}~${shown(world, until)}`,
    came: shown(world, time),
    tolerance: (toleranceFor(world.settings, until - previous) / MILLISECOND).toFixed(1),
  })
}

/** A time as a script has it, to the microsecond. */
export function shown(world: World, time: Nanos): string {
  return world.seconds(time).toFixed(6)
}
