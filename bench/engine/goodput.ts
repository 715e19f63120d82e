/**
 * Goodput over a lossy path in virtual time: RTT 100 ms, both directions lossy, 10 MiB, buffers of 32 KiB.
 *
 *     goodput LOSS% CONGESTION SEEDS     prints {"bytesPerSecond"}: the mean of the seeds 1 to SEEDS
 */
import { SECOND } from '../../src/base/index.ts'
import type { StackSettings } from '../../src/tcp/index.ts'
import { startTransfer } from './transfer.ts'

const [loss, congestion, seeds] = process.argv.slice(2)
const BYTES = 10 * 2 ** 20
const settings = { sendBuffer: 32_768, receiveBuffer: 32_768, noDelay: true }
const stack = { congestionControl: congestion as StackSettings['congestionControl'] }

let sum = 0
for (let seed = 1; seed <= Number(seeds); seed++) {
  const path = `delay 50ms loss ${loss}%`
  const run = startTransfer({ link: { path, mtu: 1500 }, settings, stack, seed })
  run.until(BYTES)
  sum += (BYTES * SECOND) / run.clock.now()
}
console.log(JSON.stringify({ bytesPerSecond: sum / Number(seeds) }))
