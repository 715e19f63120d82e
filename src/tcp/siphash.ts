import { SynfinError } from '../base/index.ts'
import { tcpSentences as t } from './sentences.ts'

const MASK = 0xffff_ffff_ffff_ffffn

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012), a keyed hash: without the key its result cannot be guessed.
 *
 * @param key - 16 bytes.
 * @returns 64 bits.
 * @throws {SynfinError} EINVAL when the key is not 16 bytes long.
 */
export function sipHash24(key: Uint8Array, message: Uint8Array): bigint {
  if (key.length !== 16) throw new SynfinError('EINVAL', t.keyLength, { length: key.length })
  const k0 = word(key, 0, 8)
  const k1 = word(key, 8, 8)
  const v: State = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ]
  const whole = message.length - (message.length % 8)
  for (let at = 0; at < whole; at += 8) compress(v, word(message, at, 8))
  const last = word(message, whole, message.length % 8) | (BigInt(message.length & 0xff) << 56n)
  compress(v, last)
  v[2] ^= 0xffn
  for (let i = 0; i < 4; i++) round(v)
  return v[0] ^ v[1] ^ v[2] ^ v[3]
}

type State = [bigint, bigint, bigint, bigint]

function compress(v: State, m: bigint): void {
  v[3] ^= m
  round(v)
  round(v)
  v[0] ^= m
}

function round(v: State): void {
  v[0] = (v[0] + v[1]) & MASK
  v[1] = rotl(v[1], 13n) ^ v[0]
  v[0] = rotl(v[0], 32n)
  v[2] = (v[2] + v[3]) & MASK
  v[3] = rotl(v[3], 16n) ^ v[2]
  v[0] = (v[0] + v[3]) & MASK
  v[3] = rotl(v[3], 21n) ^ v[0]
  v[2] = (v[2] + v[1]) & MASK
  v[1] = rotl(v[1], 17n) ^ v[2]
  v[2] = rotl(v[2], 32n)
}

function rotl(x: bigint, by: bigint): bigint {
  return ((x << by) | (x >> (64n - by))) & MASK
}

/** `count` bytes from `at` on, little-endian. */
function word(bytes: Uint8Array, at: number, count: number): bigint {
  let value = 0n
  for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] as number)
  return value
}
