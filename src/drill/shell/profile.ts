import type { StackSettings } from '../../tcp/index.ts'

/** What the suites' `defaults.sh` sets before each script: the Linux of a server in production. */
export const SUITE_DEFAULTS: Partial<StackSettings> = {
  receiveMemory: [4096, 540_000, 15 * 1024 * 1024],
  sendMemory: [4096, 256 * 1024, 4_194_304],
  timestamps: true,
  synRetries: 5,
  synAckRetries: 5,
  frto: 2,
  sack: true,
  dsack: true,
  reordering: 3,
  congestionControl: 'cubic',
  slowStartAfterIdle: false,
  earlyRetransmit: 4,
  recovery: 1,
  tsoWindowDivisor: 3,
  ecn: 0,
  pacingSlowStartRatio: 200,
  pacingAvoidanceRatio: 120,
  notSentLowWater: 0xffff_ffff,
  synCookies: 1,
}
