import { describe, expect, it } from 'vitest'
import { parseScript } from '../language/parse-script.ts'
import { runScript, whyText, type DrillResult } from './run-script.ts'
import type { IpVersion } from './variant.ts'

const LISTEN = `\`sysctl -q net.ipv4.tcp_timestamps=0\`
 0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
`
const SERVER = `${LISTEN}
+0 < S 0:0(0) win 65535 <mss 1000,sackOK,nop,nop>
+0 > S. 0:0(0) ack 1 <...>
+.1 < . 1:1(0) ack 1 win 65535
+0 accept(3, ..., ...) = 4
`

function run(text: string, ipVersion: IpVersion = 'ipv4'): DrillResult & { readonly text: string } {
  const result = runScript(parseScript(text), ipVersion)
  return { ...result, text: whyText(result) }
}

function verdict(text: string): string {
  const { verdict: word, text: why } = run(text)
  return `${word} ${why}`.trim()
}

describe('packets that go out', () => {
  it('pass when they are what the script has', () => {
    const result = run(`${SERVER}+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1`)
    expect(result).toMatchObject({ verdict: 'pass', why: undefined, duration: 1e8 })
    expect(result.packets).toHaveLength(4)
  })

  it.each([
    ['> . 1:11(10) ack 1', 'flags'],
    ['> P. 2:12(10) ack 1', 'seq'],
    ['> P. 1:12(11) ack 1', 'length'],
    ['> P. 1:11(10) ack 2', 'ack'],
    ['> P. 1:11(10) ack 1 win 5', 'win'],
    ['> P. 1:11(10) ack 1 <nop,nop,nop,nop>', 'options'],
    ['> [ect0] P. 1:11(10) ack 1', 'ECN'],
    ['> [ttl 3] P. 1:11(10) ack 1', 'ttl'],
    ['> PE. 1:11(10) ack 1', 'ECN flags'],
    ['> 1 > 2 P. 1:11(10) ack 1', 'ports'],
  ])('%s is told apart by its %s', (line, field) => {
    const result = run(`${SERVER}+0 write(4, ..., 10) = 10\n+0 ${line}`)
    expect(result).toMatchObject({ verdict: 'fail', why: { line: 11 } })
    expect(result.text).toContain(`not the same: ${field}`)
    expect(result.text).toContain('> P. 1:11(10) ack 1 win')
  })

  it('may be several segments in one, unless the script is strict', () => {
    const text = `${SERVER}+0 write(4, ..., 4000) = 4000\n+0 > P. 1:4001(4000) ack 1`
    expect(verdict(text)).toBe('pass')
    expect(verdict(`--strict_segments\n${text}`)).toContain('not the same: flags, length')
    expect(verdict(text.replace('1:4001(4000)', '1:3501(3500)'))).toContain('fail')
  })

  it('are too late, too early, or never come', () => {
    const write = '+0 write(4, ..., 10) = 10\n'
    expect(verdict(`${SERVER}${write}+.1 > P. 1:11(10) ack 1`)).toMatch(/due at 0\.2.* left at 0\.1/)
    expect(verdict(`${SERVER}${write}+.1~+.3 > P. 1:11(10) ack 1`)).toContain('0.200000~0.400000')
    expect(verdict(`${SERVER}${write}* > P. 1:11(10) ack 1`)).toBe('pass')
    expect(verdict(`${SERVER}+0 > P. 1:11(10) ack 1`)).toContain('Nothing came by 2.100000 s')
    expect(verdict(`${SERVER}+1 > . 1:1(0) ack 1`)).toContain('Nothing came by 3.100000 s')
  })

  it('that the script does not ask for are no failure', () => {
    expect(verdict(`${SERVER}+0 write(4, ..., 10) = 10`)).toBe('pass')
  })
})

describe('calls', () => {
  it('fail with what they gave', () => {
    const result = run(`${SERVER}+0 write(4, ..., 10) = -1 EPIPE (Broken pipe)`)
    expect(result).toMatchObject({ verdict: 'fail', why: { line: 10 } })
    expect(result.text).toContain('it gave 10')
    expect(verdict(`${SERVER}+0 read(7, ..., 10) = 0`)).toContain('it gave -1 EBADF')
    expect(verdict(`${SERVER}+0 write(4, ..., 10)  = -1 EAGAIN (no)`)).toContain('fail')
  })

  it('block for as long as the script has it', () => {
    const text = (returns: string): string => `${LISTEN}+0...${returns} accept(3, ..., ...) = 4
+.1 < S 0:0(0) win 65535 <mss 1000>
+0 > S. 0:0(0) ack 1 <...>
+.1 < . 1:1(0) ack 1 win 65535`
    expect(verdict(text('0.2'))).toBe('pass')
    expect(verdict(text('0.4'))).toMatch(/should return at 0\.4.* returned at 0\.2/)
    expect(verdict(`${LISTEN}+0...9 accept(3, ..., ...) = 4`)).toContain('did not return by 1.000000 s')
  })

  it('hold up the next call', () => {
    const text = `${SERVER}+0...0.3 read(4, ..., 10) = 10
+.1 < P. 1:11(10) ack 1 win 65535
+0 write(4, ..., 5) = 5`
    expect(verdict(text)).toMatch(/should return at 0\.4.* returned at 0\.2/)
  })
})

describe('a script', () => {
  it('needs what the engine has: what it lacks is no failure', () => {
    expect(verdict('0 splice(3, 4, 5) = 0')).toContain('unsupported')
    expect(verdict('`insmod tcp`\n0 close(3) = 0')).toContain("'insmod tcp'")
    expect(verdict(`${SERVER}+0 %{ assert tcpi_nothing == 1 }%`)).toContain('unsupported')
    expect(verdict(`${SERVER}+0 %{ for x in y: pass }%`)).toContain('unsupported')
    expect(verdict(`${SERVER}+0 > udp (10)`)).toContain('unsupported')
    expect(verdict('0 setsockopt(3, SOL_SOCKET, SO_SOMETHING, [1], 4) = 0')).toContain('EBADF')
    expect(verdict(`${SERVER}+0 setsockopt(4, SOL_TCP, TCP_REPAIR, [1], 4) = 0`)).toContain('unsupported')
    expect(verdict(`${SERVER}+0 send(4, ..., 5, MSG_ZEROCOPY) = 5`)).toContain('MSG_ZEROCOPY')
  })

  it('ends in a verdict, whatever it asks for', () => {
    for (const event of [
      '+0 write(4, ..., 99999999999) = 1',
      '+0 read(4, ..., -5) = 1',
      '+0 sendmsg(4, 5, 6) = 1',
      '+0 poll(4, 5, 6) = 1',
      '+0 epoll_wait(4, {events=0, fd=1}, 1, 0) = 1',
      '+0 setsockopt(4, {a=1}, [1], "x", NULL) = 1',
      '+0 bind(4, {sa_family = AF_INET, sin_port = htons(99999)}, ...) = 0',
      '+0 `sleep x`',
      '+0 `ip route change mtu`',
      '+0 `tc qdisc`',
      '+0 `sysctl`',
      '+0 < icmp unreachable [99999:0(0)]',
      '+0 < icmp foo',
      '+0 %{ assert 1 << 99999 }%',
      '+0 toString(1) = 2',
    ]) {
      expect(['pass', 'fail', 'unsupported']).toContain(run(`${SERVER}${event}`).verdict)
    }
  })

  it('asserts the variables of the connection', () => {
    expect(verdict(`${SERVER}+0 %{ assert tcpi_state == TCP_ESTABLISHED }%`)).toBe('pass')
    expect(verdict(`${SERVER}+0 %{ assert tcpi_snd_mss == 5, tcpi_snd_mss }%`)).toContain(
      'tcpi_snd_mss == 5 does not hold: 1000',
    )
  })

  it('may not go back in time', () => {
    expect(verdict(`${SERVER}0.05 close(4) = 0`)).toContain('before the event above')
  })

  it('may need options that are known, and addresses of its version', () => {
    expect(run('--foo=1\n0 close(3) = -1').why?.line).toBe(1)
    expect(verdict('--mtu=1\n0 close(3) = -1')).toContain("'--mtu' with the value '1'")
    expect(run('--local_ip=fd::1\n0 close(3) = -1', 'ipv4').verdict).toBe('unsupported')
    expect(run('--local_ip=0.0.0.0\n0 close(3) = -1', 'ipv4').verdict).toBe('unsupported')
  })

  it.each<IpVersion>(['ipv4', 'ipv6', 'ipv4-mapped-ipv6'])('runs in %s with the same MSS', (ipVersion) => {
    const text = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0...0.1 connect(3, ..., ...) = 0
+0 > S 0:0(0) <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>
+.1 < S. 0:0(0) ack 1 win 65535 <mss 1460>
+0 > . 1:1(0) ack 1`
    const result = run(`\`sysctl net.ipv4.tcp_rmem="4096 131072 6291456"\`\n${text}`, ipVersion)
    expect(result.text).toBe('')
    expect(result.packets[0]?.bytes[0]).toBe(ipVersion === 'ipv6' ? 0x60 : 0x45)
  })

  it('gives the same run each time', () => {
    const text = `${SERVER}+0 write(4, ..., 5000) = 5000\n+3 close(4) = 0`
    expect(run(text).packets).toEqual(run(text).packets)
  })
})

describe('the shell', () => {
  it('changes settings as the suites do', () => {
    const windowScale = (command: string): string =>
      verdict(`\`${command}\`
0 socket(..., SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 3
+0 connect(3, ..., ...) = -1 EINPROGRESS (x)
+0 > S 0:0(0) <mss 1460,nop,nop,sackOK>`)
    const commands = [
      'sysctl -q net.ipv4.tcp_timestamps=0 net.ipv4.tcp_window_scaling=0',
      'sysctl -w net/ipv4/tcp_timestamps=0 # said\n sysctl -e -q net.ipv4.tcp_window_scaling=0',
      'a/set_sysctls.py /proc/sys/net/ipv4/tcp_timestamps=0 \\\n /proc/sys/net/ipv4/tcp_window_scaling=0',
      'echo 0 > /proc/sys/net/ipv4/tcp_timestamps; echo 0 > /proc/sys/net/ipv4/tcp_window_scaling',
    ]
    for (const command of commands) expect(windowScale(command)).toBe('pass')
    expect(windowScale('sysctl -q net.ipv4.tcp_nothing=0')).toContain('unsupported')
    expect(windowScale('sysctl -q net.ipv4.tcp_sack=often')).toContain('unsupported')
  })

  it('looks for listeners', () => {
    const look = '`grep " 0A " /proc/net/tcp /proc/net/tcp6 | grep ":1F90"`'
    expect(verdict(`${LISTEN}+0 ${look}`)).toBe('pass')
    expect(verdict(`${LISTEN}+0 close(3) = 0\n+0 ${look}`)).toContain('would fail')
  })

  it('can take the wire away', () => {
    const text = `${SERVER}+0 \`tc qdisc replace dev tun0 root pfifo limit 0\`\n+0 write(4, ..., 10) = 10\n`
    expect(verdict(`${text}+0 > P. 1:11(10) ack 1`)).toContain('Nothing came')
    expect(verdict(`${text}+.1 \`tc qdisc replace dev tun0 root pfifo\`\n+0~+1 > P. 1:11(10) ack 1`)).toBe(
      'pass',
    )
  })
})
