import type { Random } from '../../src/base/index.ts'

/** Raw requests and frames, made by seed: most are nearly right, so that they come through the parsers. */

const TARGETS = [
  '/', '//', '/\\', '*', 'http://[', '/api/ws', '/api/ws?run=x&since=1', '/api/sessions', '/api/enter', '/api/export',
  '/api/export?format=text&conn=1', '/api/export?format=pcapng&capture=1&ticket=x', '/index.html', '/assets/x.js',
  '/%5c..%5cx', '/%', '/%00', '/?token=x', '/..', '/api//ws', '//api/ws', '/api/ws#x', 'api/ws', '/\u00e9', '/;', '/constructor',
] // prettier-ignore
const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'CONNECT',
  'QUERY',
  'BREW',
]
const HOSTS = [
  'localhost',
  '[::1]',
  '127.1.2.3',
  'evil.example',
  '10.0.0.1',
  '',
  'a b',
  '[',
  ':',
  '127.0.0.1:99999999',
  '\u00e9',
]
const ORIGINS = ['null', 'https://evil.example', 'http://localhost', 'file://', '\u00ff', '//', 'http://[']
const ODD = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  ' ',
  ':',
  '%',
  '\u00ff',
  '\\',
  '/',
  '?',
  '#',
  '[',
  ']',
  '{',
  '\x1b',
  ';',
  ',',
]

/** @returns A whole number from `low` to `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + random.below(high - low + 1)
}

/** @returns One of them. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item
}

/** A request, as latin1. @param key - The right one; some show it. */
export function rawRequest(random: Random, port: number, key: string, isUpgrade: boolean): string {
  const chance = (percent: number): boolean => random.chance(percent / 100)
  const host = chance(70) ? `127.0.0.1:${port}` : oneOf(random, HOSTS)
  const headers = [`Host: ${host}`]
  if (chance(60)) headers.push(`Authorization: Bearer ${chance(70) ? key : oneOf(random, ODD)}`)
  if (chance(30)) headers.push(`Origin: ${chance(50) ? `http://${host}` : oneOf(random, ORIGINS)}`)
  if (chance(20))
    headers.push(`Sec-Fetch-Site: ${oneOf(random, ['cross-site', 'same-site', 'same-origin', 'none', 'x'])}`)
  if (chance(20)) headers.push('Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document')
  if (chance(20)) headers.push('Accept: text/html')
  if (chance(10)) headers.push(`X: ${oneOf(random, ODD)}`)
  if (isUpgrade) {
    headers.push(
      'Connection: Upgrade',
      `Upgrade: ${oneOf(random, ['websocket', 'websocket', 'WebSocket', 'h2c', 'TLS/1.0', ''])}`,
    )
    if (chance(90)) headers.push('Sec-WebSocket-Version: 13')
    if (chance(90)) headers.push('Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==')
    if (chance(40))
      headers.push(
        `Sec-WebSocket-Protocol: ${oneOf(random, [`synfin, key.${key}`, 'synfin, key.x', 'key.', ',', 'synfin', ' '])}`,
      )
    if (chance(20)) headers.push('Sec-WebSocket-Extensions: permessage-deflate')
  } else headers.push('Connection: close')
  let body = ''
  const method = isUpgrade && chance(80) ? 'GET' : oneOf(random, METHODS)
  if (method === 'POST' || chance(5)) {
    body = oneOf(random, [
      '{"token":"x"}',
      '{',
      '[]',
      'null',
      `{"token":"${'x'.repeat(6_000)}"}`,
      '{"token":7}',
      '',
    ])
    headers.push(chance(80) ? `Content-Length: ${body.length}` : 'Transfer-Encoding: chunked')
  }
  const target = isUpgrade && chance(50) ? '/api/ws' : oneOf(random, TARGETS)
  const request = `${method} ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`
  return chance(15) ? bent(random, request) : request
}

/** A text with something put in, left out or exchanged. */
function bent(random: Random, text: string): string {
  const at = between(random, 0, text.length - 1)
  const to = at + between(random, 0, 3)
  return (
    text.slice(0, at) + oneOf(random, [...ODD, '', 'x'.repeat(between(random, 1, 9_000))]) + text.slice(to)
  )
}

const VALUES = [
  0,
  1,
  -1,
  2,
  70_000,
  1e300,
  0.5,
  null,
  true,
  '',
  'x',
  '__proto__',
  'constructor',
  [],
  {},
  '\u202e',
  [1],
  'AAAA',
] as const
const KEYS = ['conn', 'port', 'host', 'base64', 'to', 'rules', 'transport', 'from', 'count', 'direction', 'offset', 'length', 'id', 'type', '__proto__', 'name', 'lang', 'listener', 'capture', 'repeat', 'snippet', 'run'] // prettier-ignore

/** Requests that are right; what opens sockets stays on this machine. */
export function request(random: Random): Record<string, unknown> {
  const conn = between(random, 1, 60)
  const rule = { match: oneOf(random, [{ kind: 'any' }, { kind: 'text', text: 'a' }, { kind: 'regex', pattern: 'a+' }, { kind: 'hex', hex: '61' }]), answer: oneOf(random, [{ kind: 'echo' }, { kind: 'text', text: 'b' }, { kind: 'hex', hex: '62' }]) } // prettier-ignore
  return oneOf<Record<string, unknown>>(random, [
    { type: 'sessions' },
    { type: 'language', lang: oneOf(random, ['en', 'zh']) },
    { type: 'ticket' },
    { type: 'listen', port: 0, transport: oneOf(random, ['tcp', 'udp']), rules: [rule] },
    { type: 'connect', host: '127.0.0.1', port: oneOf(random, [9, 1, 65_535]), waitMillis: 100 },
    { type: 'send', to: oneOf<unknown>(random, ['all', [conn], { listener: conn }]), base64: 'YWFh' },
    { type: 'sendTo', listener: conn, host: '127.0.0.1', port: 9, base64: 'YWFh' },
    {
      type: oneOf(random, [
        'finish',
        'halfClose',
        'reset',
        'stopReading',
        'resumeReading',
        'stopListening',
        'forget',
      ]),
      conn,
    },
    { type: 'rules', conn, rules: [rule] },
    { type: 'messages', conn, from: 0, count: 10 },
    { type: 'bytes', conn, direction: 'in', offset: 0, length: 100 },
    { type: 'stopRepeat', repeat: conn },
    { type: 'packets', capture: conn, from: 0, count: 1 },
    { type: oneOf(random, ['snippets', 'runs']) },
    { type: 'deleteSnippet', name: 'x' },
  ])
}

/** A WebSocket frame, and whether it is one: else it may end its socket, or wait for more. */
export interface Frame {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

/** Text that is, or nearly is, a request; some in a frame that is none. */
export function frame(random: Random, id: number): Frame {
  const chance = (percent: number): boolean => random.chance(percent / 100)
  const asked: Record<string, unknown> = { ...request(random), id }
  if (chance(40)) asked[oneOf(random, KEYS)] = oneOf(random, VALUES)
  let text = JSON.stringify(asked)
  if (chance(15)) text = bent(random, text)
  const payload = Buffer.from(text)
  if (chance(97)) return { bytes: framed(0x81, payload, payload.length, true), isWhole: true }
  const first = between(random, 0, 255)
  const length = chance(50) ? payload.length : between(random, 0, 2 ** 31)
  return { bytes: framed(first, payload, length, chance(50)), isWhole: false }
}

/** @param length - As the header says it. */
function framed(first: number, payload: Buffer, length: number, isMasked: boolean): Buffer {
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  header[0] = first
  header[1] = (isMasked ? 0x80 : 0) | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (header.length === 4) header.writeUInt16BE(length, 2)
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2)
  // A mask of zeros leaves the bytes as they are.
  return Buffer.concat([header, Buffer.alloc(isMasked ? 4 : 0), payload])
}
