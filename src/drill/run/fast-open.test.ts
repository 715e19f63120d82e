import { describe, expect, it } from 'vitest'
import { parseScript, runScript } from '../index.ts'

const LISTENING = `
  0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
 +0 bind(3, ..., ...) = 0
 +0 listen(3, 1) = 0
`

/** What a script of these events after `listen` comes to. */
function verdictOf(events: string, before = ''): string {
  return runScript(parseScript(before + LISTENING + events), 'ipv4').verdict
}

describe('TCP fast open, which the engine does not have', () => {
  it.each([
    [
      'a cookie that comes in',
      '+0 < S 0:10(10) win 1000 <mss 1460,sackOK,FO 0123456789abcdef,nop,nop,nop,nop>',
    ],
    [
      'a cookie that is to go out',
      '+0 < S 0:0(0) win 1000 <mss 1460>\n+0 > S. 0:0(0) ack 1 <mss 1460,FO 0123456789abcdef,nop,nop>',
    ],
    ['the socket option', '+0 setsockopt(3, SOL_TCP, TCP_FASTOPEN, [5], 4) = 0'],
  ])('%s: the script is unsupported, not failed', (_name, events) => {
    expect(verdictOf(events)).toBe('unsupported')
  })
  it('the setting: unsupported, but for 0', () => {
    expect(verdictOf('', '`sysctl -q net.ipv4.tcp_fastopen=0x603`\n')).toBe('unsupported')
    expect(verdictOf('', '`sysctl -q net.ipv4.tcp_fastopen=0`\n')).toBe('pass')
  })
  it('a request for a cookie is ignored, as by a Linux whose listener offers none', () => {
    const events = '+0 < S 0:0(0) win 1000 <mss 1460,FO,nop,nop>\n+0 > S. 0:0(0) ack 1 <mss 1460>'
    expect(verdictOf(events)).toBe('pass')
  })
})
