import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACK, CWR, ECE, FIN, PSH, SYN } from '../../wire/index.ts'
import { parseScript } from './parse-script.ts'
import { DrillSyntaxError } from './syntax-error.ts'
import type { Action, PacketLine, SystemCall, TcpLine } from './types.ts'

const action = (text: string): Action => parseScript(`0 ${text}`).events[0]?.action as Action
const packet = (text: string): PacketLine => action(text) as PacketLine
const tcp = (text: string): TcpLine => packet(text).body as TcpLine
const call = (text: string): SystemCall => action(text) as SystemCall

describe('a packet', () => {
  it.each(['', '// nothing but a remark', '--ip_version=ipv4', '`true`'])(
    'without an event is none: %j',
    (text) => {
      expect(() => parseScript(text)).toThrow(DrillSyntaxError)
    },
  )

  it('has flags, numbers and options', () => {
    expect(tcp('> P. 1:1001(1000) ack 5 win 257 urg 3 <nop,nop,TS val 1 ecr 2>')).toEqual({
      kind: 'tcp',
      flags: PSH | ACK,
      ace: undefined,
      seq: 1,
      length: 1000,
      absolute: false,
      ack: 5,
      window: 257,
      urgent: 3,
      options: [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'TS', val: 1, ecr: 2 }],
    })
  })

  it.each([
    ['> SEW 0:0(0)', SYN | ECE | CWR, undefined],
    ['> F. 1:1(0)', FIN | ACK, undefined],
    ['> - 1:1(0)', 0, undefined],
    ['> P5. 1:1(0)', PSH | ACK, 5],
    ['> P.5 1:1(0)', PSH | ACK, 5],
    ['> .2 1:1(0)', ACK, 2],
    ['> 5. 1:1(0)', ACK, 5],
  ])('%s', (text, flags, ace) => {
    expect(tcp(text)).toMatchObject({ flags, ace })
  })

  it('may say what stands in the IP header, and the ports', () => {
    expect(packet('< [ce] 53 > 8080 . 1:1(0) win 5')).toMatchObject({
      direction: 'in',
      ip: { ecn: 'ce' },
      ports: { source: 53, destination: 8080 },
    })
    expect(packet('> (tos 0x10, ttl 3, flowlabel 0x7) . 1:1(0)').ip).toEqual({
      tos: 16,
      ttl: 3,
      flowLabel: 7,
    })
  })

  it('knows every TCP option', () => {
    const { options } = tcp('> . 1:1(0) <mss 1460,sackOK,wscale 8,eol,sack 1:2 3:4,FO abcd1234,nop,nop>')
    expect(options).toMatchObject([
      { kind: 'mss', value: 1460 },
      { kind: 'sackOK' },
      { kind: 'wscale', value: 8 },
      { kind: 'eol' },
      {
        kind: 'sack',
        blocks: [
          [1, 2],
          [3, 4],
        ],
      },
      { kind: 'FO', cookie: new Uint8Array([0xab, 0xcd, 0x12, 0x34]) },
      { kind: 'nop' },
      { kind: 'nop' },
    ])
    expect(tcp('> . 1:1(0) <FOEXP>').options).toEqual([{ kind: 'FOEXP', cookie: new Uint8Array(0) }])
    expect(tcp('> . 1:1(0) <ECN e1b 1 ceb 0 e0b 7,nop>').options).toMatchObject([
      { kind: 'ECN', order: 'e1b', counters: [1, 0, 7] },
      { kind: 'nop' },
    ])
    expect(tcp('> . 1:1(0) <md5 000102030405060708090a0b0c0d0e0f,nop,nop>').options).toHaveLength(3)
    expect(tcp('> . 1:1(0) <...>').options).toBe('any')
  })

  it('may be ICMP or UDP, or within another', () => {
    expect(packet('< icmp unreachable frag_needed mtu 1200 [1:1461(1460)]').body).toEqual({
      kind: 'icmp',
      type: 'unreachable',
      code: 'frag_needed',
      mtu: 1200,
      id: undefined,
      quote: { protocol: 'tcp', seq: 1, length: 1460 },
    })
    expect(packet('> udp (10)').body).toEqual({ kind: 'udp', length: 10 })
    expect(packet('> encap psp spi 7 . 1:1(0)').encapsulation).toBe('encap psp spi 7')
  })
})

describe('a call', () => {
  it('has arguments, a result and an error', () => {
    expect(call('write(4, ..., 10) = -1 EPIPE (Broken pipe)')).toEqual({
      kind: 'call',
      name: 'write',
      args: [{ kind: 'integer', value: 4 }, { kind: 'any' }, { kind: 'integer', value: 10 }],
      result: { kind: 'integer', value: -1 },
      errno: 'EPIPE',
    })
  })

  it('may have lists, structures and flags within each other', () => {
    const [, message, flags] = call(
      'recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 5}], msg_flags=0}, MSG_A|MSG_B) = 5',
    ).args
    expect(flags).toEqual({
      kind: 'or',
      parts: [
        { kind: 'symbol', name: 'MSG_A' },
        { kind: 'symbol', name: 'MSG_B' },
      ],
    })
    expect(message).toMatchObject({
      kind: 'struct',
      fields: [{ key: 'msg_name', arg: { kind: 'any' } }, { key: 'msg_iov' }, { key: 'msg_flags' }],
    })
  })
})

describe('a script', () => {
  it('has options, a command before, events and a command after', () => {
    const script = parseScript(`--mss=1000
--tolerance_usecs=10000
\`init\`
 0 close(3) = 0
+.1...0.2 close(4) = 0
+1~+2 > . 1:1(0)
 * > . 1:1(0)
+0 \`between\`
+0 %{ assert 1 }%
\`after\``)
    expect(script.options.map(({ name, value }) => [name, value])).toEqual([
      ['mss', '1000'],
      ['tolerance_usecs', '10000'],
    ])
    expect(script.init?.text).toBe('init')
    expect(script.cleanup?.text).toBe('after')
    expect(script.events.map(({ time }) => time)).toEqual([
      { kind: 'absolute', at: 0 },
      { kind: 'relative', at: 1e8, returns: 2e8 },
      { kind: 'relative', at: 1e9, until: 2e9 },
      { kind: 'any' },
      { kind: 'relative', at: 0 },
      { kind: 'relative', at: 0 },
    ])
    expect(script.events[2]?.text).toBe('+1~+2 > . 1:1(0)')
  })

  it('defines names for itself, which the person may define otherwise', () => {
    const text = '--define=N=7\n0 close(N) = 0'
    const fd = (defines?: ReadonlyMap<string, string>): unknown =>
      (parseScript(text, defines).events.map(({ action: what }) => what) as SystemCall[])[0]?.args[0]
    expect(fd()).toEqual({ kind: 'integer', value: 7 })
    expect(fd(new Map([['N', '8']]))).toEqual({ kind: 'integer', value: 8 })
  })

  it('leaves out what #ifdef leaves out, and keeps its lines', () => {
    const text = '0 close(1) = 0\n#ifdef X\n0 close(2) = 0\n#else\n+0 close(3) = 0\n#endif'
    expect(parseScript(text).events.map(({ place }) => place.line)).toEqual([1, 5])
    expect(parseScript(text, new Map([['X', '']])).events.map(({ place }) => place.line)).toEqual([1, 3])
  })

  it.each([
    ['0 > X 1:1(0)', 1, 5, "'X' in 'X' is not a flag"],
    ['0 < . 1:1(0)', 1, 5, "write 'win N'"],
    ['0 < . 1:1(0) win 5 <...>', 1, 5, 'must be written out'],
    ['0 > . 1:5(3)', 1, 7, '1 and 3 bytes do not end at 5'],
    ['0 > . 1:1(0) <nop>', 1, 15, 'take 1 byte:'],
    ['0 > . 1:1(0) <foo>', 1, 15, "'foo' is not a TCP option"],
    ['0 close(3) = 0\n+0 close(3 = 0', 2, 12, "'='"],
    ['0 close(3)', 1, 11, 'the end of the script'],
    ['0 "open', 1, 3, "no '\"'"],
    ['0 `open', 1, 3, "no '`'"],
    ['/* open', 1, 1, "no '*/'"],
    ['1 close(3) = 0', 1, 1, 'must be at time 0'],
    ['0~1 close(3) = 0', 1, 1, 'window of time'],
    ['0~+1 > . 1:1(0)', 1, 3, 'Both ends'],
    ['0...1 > . 1:1(0)', 1, 1, 'Only a call'],
    ['+2...1 close(3) = 0', 1, 6, 'backwards'],
    ['* close(3) = 0', 1, 1, 'any time'],
    ['99999999 > . 1:1(0)', 1, 1, 'is not a time'],
    ['0 > P5E. 1:1(0)', 1, 5, 'same bits'],
    ['0 > . 4294967296:0(0)', 1, 7, 'does not fit 32 bits'],
    ['#endif', 1, 1, ''],
  ])('says what is wrong with %s', (text, line, column, message) => {
    let error: unknown
    try {
      parseScript(text)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(DrillSyntaxError)
    expect((error as DrillSyntaxError).place).toEqual({ line, column })
    expect((error as DrillSyntaxError).message).toContain(message)
    expect((error as DrillSyntaxError).say('zh')).not.toBe('')
  })

  it('is read, or refused by a syntax error, whatever it is', () => {
    const piece = fc.constantFrom(
      '0',
      '+.1',
      '...',
      '~',
      '*',
      '<',
      '>',
      'S.',
      '1:1001(1000)',
      'ack 1',
      'win 5',
      '<mss 1000,nop>',
      'icmp',
      'unreachable',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '=',
      '-1',
      'EPIPE',
      'socket(..., A|B, "x") = 3',
      '`ls`',
      '%{ x }%',
      '--mss=5',
      '//',
      '/*',
      '"',
      '\n',
      'encap psp',
      'ipv4',
      '192.0.2.1',
      '::1',
      '#ifdef A',
      '|',
      ',',
    )
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 })
        .map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(text, (script) => {
        try {
          parseScript(script)
        } catch (error) {
          if (!(error instanceof DrillSyntaxError)) throw error
          expect(error.place.line).toBeGreaterThan(0)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('is told in Chinese without an English word of ours', () => {
    const said = (text: string): string => {
      try {
        parseScript(text)
      } catch (error) {
        return (error as DrillSyntaxError).say('zh')
      }
      return ''
    }
    expect(said('0 socket(')).toBe('这里应为一个值，却是脚本的结尾。')
    expect(said('0 > P. x:1(0)')).toBe('这里应为序号，却是“x”。')
  })

  it('is refused, not a stack overflow, when brackets never end', () => {
    expect(() => parseScript(`0 f(${'['.repeat(100_000)}`)).toThrow(DrillSyntaxError)
    expect(() => parseScript(`0 > ${'ipv4 a:'.repeat(20_000)}`)).toThrow(DrillSyntaxError)
  })
})
