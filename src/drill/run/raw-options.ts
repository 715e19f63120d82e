import type { OptionSpec } from '../language/types.ts'
import { optionsLength } from '../language/parse-tcp-options.ts'

const END = 0
const NOP = 1
const MSS = 2
const WSCALE = 3
const SACK_OK = 4
const SACK = 5
const TIMESTAMPS = 8
const MD5 = 19
const FAST_OPEN = 34
const ACCECN_0 = 172
const ACCECN_1 = 174
const EXPERIMENT = 254
/** RFC 7413 §6, RFC 6994: the experiment's identifier. */
const FAST_OPEN_EXPERIMENT = [0xf9, 0x89] as const

/** How numbers are changed on the way: from the script's to the wire's. */
export interface OptionMapping {
  seq(value: number): number
  echo(value: number): number
}

/** @returns The options as they stand in a header. */
export function writeRawOptions(options: readonly OptionSpec[], map: OptionMapping): Uint8Array {
  const bytes = new Uint8Array(optionsLength(options))
  const view = new DataView(bytes.buffer)
  let at = 0
  const head = (kind: number, length: number): number => {
    view.setUint8(at, kind)
    view.setUint8(at + 1, length)
    const data = at + 2
    at += length
    return data
  }
  for (const option of options) {
    switch (option.kind) {
      case 'nop':
      case 'eol':
        view.setUint8(at++, option.kind === 'nop' ? NOP : END)
        break
      case 'sackOK':
        head(SACK_OK, 2)
        break
      case 'mss':
        view.setUint16(head(MSS, 4), option.value)
        break
      case 'wscale':
        view.setUint8(head(WSCALE, 3), option.value)
        break
      case 'TS': {
        const data = head(TIMESTAMPS, 10)
        view.setUint32(data, option.val)
        view.setUint32(data + 4, map.echo(option.ecr))
        break
      }
      case 'sack': {
        let data = head(SACK, 2 + 8 * option.blocks.length)
        for (const edge of option.blocks.flat()) {
          view.setUint32(data, map.seq(edge))
          data += 4
        }
        break
      }
      case 'md5': {
        const data = head(MD5, 18)
        if (option.digest !== 'valid') bytes.set(option.digest, data)
        break
      }
      case 'FO':
        bytes.set(option.cookie, head(FAST_OPEN, 2 + option.cookie.length))
        break
      case 'FOEXP':
        bytes.set([...FAST_OPEN_EXPERIMENT, ...option.cookie], head(EXPERIMENT, 4 + option.cookie.length))
        break
      case 'ECN': {
        let data = head(option.order === 'e0b' ? ACCECN_0 : ACCECN_1, 2 + 3 * option.counters.length)
        for (const counter of option.counters) {
          view.setUint8(data, counter >> 16)
          view.setUint16(data + 1, counter & 0xffff)
          data += 3
        }
      }
    }
  }
  return bytes
}

/** @returns The options that stand in a header, in their order; undefined when they cannot be read. */
export function readRawOptions(bytes: Uint8Array): readonly OptionSpec[] | undefined {
  const options: OptionSpec[] = []
  let at = 0
  while (at < bytes.length) {
    const kind = bytes[at] as number
    if (kind === NOP || kind === END) {
      options.push({ kind: kind === NOP ? 'nop' : 'eol' })
      at++
      continue
    }
    const length = bytes[at + 1] ?? 0
    if (length < 2 || at + length > bytes.length) return undefined
    const option = readOption(kind, bytes.subarray(at + 2, at + length))
    if (option === undefined) return undefined
    options.push(option)
    at += length
  }
  return options
}

function readOption(kind: number, data: Uint8Array): OptionSpec | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  switch (kind) {
    case MSS:
      return { kind: 'mss', value: view.getUint16(0) }
    case WSCALE:
      return { kind: 'wscale', value: view.getUint8(0) }
    case SACK_OK:
      return { kind: 'sackOK' }
    case TIMESTAMPS:
      return { kind: 'TS', val: view.getUint32(0), ecr: view.getUint32(4) }
    case SACK: {
      const blocks: [number, number][] = []
      for (let at = 0; at + 8 <= data.length; at += 8)
        blocks.push([view.getUint32(at), view.getUint32(at + 4)])
      return { kind: 'sack', blocks }
    }
    case MD5:
      return { kind: 'md5', digest: data }
    case FAST_OPEN:
      return { kind: 'FO', cookie: data }
    case EXPERIMENT:
      return data[0] === FAST_OPEN_EXPERIMENT[0] && data[1] === FAST_OPEN_EXPERIMENT[1]
        ? { kind: 'FOEXP', cookie: data.subarray(2) }
        : undefined
    case ACCECN_0:
    case ACCECN_1: {
      const counters: number[] = []
      for (let at = 0; at + 3 <= data.length; at += 3) {
        counters.push((view.getUint8(at) << 16) | view.getUint16(at + 1))
      }
      return { kind: 'ECN', order: kind === ACCECN_0 ? 'e0b' : 'e1b', counters }
    }
    default:
      return undefined
  }
}
