import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { start } from '../support/peers.ts'
import { has } from '../support/programs.ts'

/** A machine with three kinds of bad routes, and a network (a TUN device that nobody reads) where SYNs vanish. */
const WORLD = `
set -e
ip link set lo up
ip tuntap add hole mode tun
ip addr add 10.9.0.1/24 dev hole
ip link set hole up
ip route add unreachable 198.51.100.0/24
ip route add prohibit 203.0.113.0/24
echo 1 > /proc/sys/net/ipv4/tcp_syn_retries
`
const canMake =
  has('ip') &&
  has('unshare') &&
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rn', 'sh', '-c', WORLD]).status === 0

describe.skipIf(!canMake)('connect on the kernel, in a network namespace', () => {
  it('no route, an unreachable host, a forbidden one, and one that never answers: each its own code', async () => {
    const program = start(
      'unshare',
      '-rn',
      'sh',
      '-c',
      `${WORLD}exec "$@"`,
      'sh',
      'node_modules/.bin/tsx',
      'test/namespace/connect-failures.ts',
      '192.0.2.1',
      '2001:db8::1',
      '198.51.100.7',
      '203.0.113.9',
      '10.9.0.2',
    )
    expect(await program.line()).toMatch(/^ENETUNREACH No route to the network of 192\.0\.2\.1:80/)
    expect(await program.line()).toMatch(/^ENETUNREACH No route to the network of \[2001:db8::1\]:80/)
    expect(await program.line()).toMatch(/^EHOSTUNREACH No way to the host of 198\.51\.100\.7:80/)
    // A port below 1024 is no trouble for a client: a rule of the network is.
    expect(await program.line()).toMatch(/^EACCES .*203\.0\.113\.9:80.*firewall/)
    // Linux gives up after one more SYN: three seconds, as tcp_syn_retries says.
    expect(await program.line()).toMatch(/^ETIMEDOUT 10\.9\.0\.2:80 did not answer in time/)
    expect(await program.done()).toBe(0)
  })
})
