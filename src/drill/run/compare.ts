import { MICROSECOND } from '../../base/index.ts'
import { ACK, AE, CWR, ECE, SYN, URG } from '../../wire/index.ts'
import type { IpInfo, OptionSpec, PacketLine, TcpLine } from '../language/types.ts'
import type { ScriptFlow } from './flow.ts'
import { optionsOf, type Sent } from './segment.ts'
import { toleranceFor } from './timing.ts'
import type { Settings } from './variant.ts'

const ECN_BITS = AE | CWR | ECE
const ECN_CODES = { none: 0, ect1: 1, ect0: 2, ce: 3 } as const

/** @returns The names of the fields in which what was sent is not what the script has. */
export function differences(line: PacketLine, sent: Sent, flow: ScriptFlow, settings: Settings): string[] {
  const body = line.body as TcpLine
  const { tcp, emitted } = sent
  const isSyn = (body.flags & SYN) !== 0
  const wrong: string[] = []
  const check = (name: string, isRight: boolean): void => {
    if (!isRight) wrong.push(name)
  }
  const seq = body.absolute ? body.seq : flow.localToLive(body.seq, isSyn)
  check('flags', (sent.flags & ~ECN_BITS) === (body.flags & ~ECN_BITS))
  check('ECN flags', ecnFlagsAgree(body, sent.flags))
  check('seq', body.seq < 0 || sent.seq === seq)
  check('length', sent.length === body.length)
  check('ack', acksAgree(body, sent, flow, isSyn))
  check('win', body.window === undefined || tcp.window === body.window)
  check('urg', ((sent.flags & URG) === 0 ? 0 : tcp.urgentPointer) === (body.urgent ?? 0))
  if (line.ports !== undefined) {
    check('ports', tcp.sourcePort === line.ports.source && tcp.destinationPort === line.ports.destination)
  }
  if (body.options !== 'any') check('options', optionsAgree(body.options, sent, flow, settings, isSyn))
  wrong.push(...ipDifferences(line.ip, sent, flow))
  const { checksums, problems } = emitted.packet
  check('checksum', checksums.ip !== false && checksums.transport !== false)
  check('header', problems.length === 0)
  check('payload', isZero(tcp.payload, tcp.payloadOffset, tcp.payloadLength))
  return wrong
}

/** AE, CWR and ECE are compared as one number where the script has one, else bit by bit. */
function ecnFlagsAgree({ ace, flags }: TcpLine, sent: number): boolean {
  return (sent & ECN_BITS) === (ace === undefined ? flags & ECN_BITS : ace << 6)
}

function acksAgree(body: TcpLine, { tcp, flags }: Sent, flow: ScriptFlow, isSyn: boolean): boolean {
  // Without the flag the field is what it is: no number of the connection.
  if ((flags & ACK) === 0) return tcp.ack === (body.ack ?? 0)
  return tcp.ack === (body.absolute ? (body.ack ?? 0) : flow.remoteToLive(body.ack ?? 0, isSyn))
}

function optionsAgree(
  expected: readonly OptionSpec[],
  sent: Sent,
  flow: ScriptFlow,
  settings: Settings,
  isSyn: boolean,
): boolean {
  const came = optionsOf(sent)
  if (came === undefined || came.length !== expected.length) return false
  return expected.every((option, i) => optionAgrees(option, came[i] as OptionSpec, flow, settings, isSyn))
}

function optionAgrees(
  expected: OptionSpec,
  came: OptionSpec,
  flow: ScriptFlow,
  settings: Settings,
  isSyn: boolean,
): boolean {
  if (expected.kind !== came.kind) return false
  switch (expected.kind) {
    case 'mss':
    case 'wscale':
      return expected.value === (came as typeof expected).value
    case 'TS':
      return timestampAgrees(expected.val, (came as typeof expected).val, flow, settings)
    case 'sack': {
      const { blocks } = came as typeof expected
      const live = expected.blocks.flat().map((edge) => flow.remoteToLive(edge, isSyn))
      return live.join() === blocks.flat().join()
    }
    case 'md5':
      return expected.digest === 'valid' || sameBytes(expected.digest, (came as typeof expected).digest)
    case 'FO':
    case 'FOEXP':
      return sameBytes(expected.cookie, (came as typeof expected).cookie)
    case 'ECN': {
      const { order, counters } = came as typeof expected
      return order === expected.order && counters.join() === expected.counters.join()
    }
    default:
      return true
  }
}

/** TS val only where the script says how long a tick is; TS ecr never. */
function timestampAgrees(script: number, live: number, flow: ScriptFlow, settings: Settings): boolean {
  const tick = settings.timestampTickMicros * MICROSECOND
  if (tick === 0) return true
  return Math.abs(flow.timestamps.error(script, live)) * tick <= toleranceFor(settings, 0)
}

function ipDifferences(expected: IpInfo, { emitted }: Sent, flow: ScriptFlow): string[] {
  const { ip } = emitted.packet
  const wrong: string[] = []
  const ecn = ip.trafficClass & 3
  if (expected.ecn === 'either') {
    if (ecn !== 1 && ecn !== 2) wrong.push('ECN')
  } else if (expected.ecn !== undefined && ecn !== ECN_CODES[expected.ecn]) wrong.push('ECN')
  if (expected.tos !== undefined && ip.trafficClass !== expected.tos) wrong.push('tos')
  if (expected.ttl !== undefined && ip.hopLimit !== expected.ttl) wrong.push('ttl')
  if (expected.flowLabel !== undefined && !labelAgrees(expected.flowLabel, ip.flowLabel, flow)) {
    wrong.push('flowlabel')
  }
  return wrong
}

/** The script's labels are names: the same one is always the same on the wire, another one is another. */
function labelAgrees(script: number, live: number, { flowLabels }: ScriptFlow): boolean {
  const known = flowLabels.get(script)
  if (known !== undefined) return known === live
  if ([...flowLabels.values()].includes(live)) return false
  flowLabels.set(script, live)
  return true
}

function sameBytes(a: Uint8Array, b: Uint8Array | 'valid'): boolean {
  return b !== 'valid' && a.length === b.length && a.every((byte, i) => byte === b[i])
}

function isZero(bytes: Uint8Array, offset: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[offset + i] !== 0) return false
  return true
}
