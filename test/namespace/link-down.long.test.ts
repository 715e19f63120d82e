import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { has } from '../support/programs.ts'

/** A machine whose default route leads to a host that takes the engine’s addresses for its own, and answers RST. */
const WORLD = `
set -e
ip link set lo up
unshare -n sleep 60 &
other=$!
trap 'kill $other' EXIT
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do :; done
ip link add way type veth peer name back netns $other
for where in "" "nsenter -t $other -n"; do
  $where ip link set lo up
done
ip addr add 192.0.2.1/24 dev way
ip -6 addr add 2001:db8::1/64 dev way nodad
ip link set way up
nsenter -t $other -n sh -c '
  ip addr add 192.0.2.2/24 dev back
  ip -6 addr add 2001:db8::2/64 dev back nodad
  ip link set back up
  ip route add local 10.66.0.2 dev lo
  ip -6 route add local fd66::2 dev lo
  ip route add default via 192.0.2.1
  ip -6 route add default via 2001:db8::1'
ip route add default via 192.0.2.2
ip -6 route add default via 2001:db8::2
`
const canMake =
  has('ip') &&
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rn', 'sh', '-c', WORLD], { timeout: 10_000 }).status === 0
const main = join(import.meta.dirname, '../../src/cli/main.ts')
const LISTEN = 'listen 8888 --echo --max-time 12s --tun'

describe.skipIf(!canMake)('the link of a TUN device, down and up again', () => {
  it.each([
    ['10.66.0.2', '10.66.0.2/30'],
    ['fd66::2', 'fd66::2/64'],
  ])(
    'the conversation with %s is not sent to the default route, and goes on',
    (host, address) => {
      const run = `python3 test/namespace/link-down.py synfin0 ${host}; ip route; ip -6 route`
      const engine = `${process.execPath} --import tsx ${main} ${LISTEN} ${address} --run '${run}'`
      const { stdout, stderr } = spawnSync(
        'unshare',
        ['-rn', 'sh', '-c', `${WORLD}${engine} || echo over\nip route; ip -6 route`],
        {
          encoding: 'utf8',
          timeout: 50_000,
        },
      )
      const said = stdout + stderr
      expect(said).toMatch(/while down: (TimeoutError|timeout)/)
      expect(said).toMatch(/once up: after/)
      // Nothing of it stays behind.
      const left = stdout.slice(stdout.indexOf('over\n'))
      expect(left).toMatch(/default via 192\.0\.2\.2/)
      expect(left).not.toMatch(/unreachable/)
    },
    60_000,
  )
})
