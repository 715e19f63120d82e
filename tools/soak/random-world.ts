import { MILLISECOND, type Random, SECOND } from '../../src/base/index.ts'
import type { Path } from '../../src/link/index.ts'
import type { TcpEndpoint } from '../../src/net/index.ts'
import { CONGESTION_NAMES, type StackSettings } from '../../src/tcp/index.ts'

/** A path with some of netem's evils, none of them for ever. */
export function randomPath(chance: Random): Path {
  const some = <Value>(probability: number, value: () => Value): Value | undefined =>
    chance.chance(probability) ? value() : undefined
  const delay = some(0.8, () => ({
    time: Math.round(chance.uniform() * 150 * MILLISECOND),
    jitter: chance.chance(0.4) ? Math.round(chance.uniform() * 40 * MILLISECOND) : 0,
  }))
  const path: { -readonly [Key in keyof Path]: Path[Key] | undefined } = {
    delay,
    loss: some(0.5, () =>
      chance.chance(0.5)
        ? { model: 'random' as const, percent: Math.round(chance.uniform() * 150) / 10 }
        : { model: 'gemodel' as const, p: 1 + chance.below(5), r: 20 + chance.below(60) },
    ),
    duplicate: some(0.3, () => 1 + chance.below(10)),
    corrupt: some(0.3, () => 1 + chance.below(5)),
    reorder: delay === undefined ? undefined : some(0.3, () => ({ percent: 1 + chance.below(40) })),
    rate: some(0.5, () => 100_000 + chance.below(50_000_000)),
  }
  if (path.rate !== undefined) {
    path.limit = 5 + chance.below(200)
    if (chance.chance(0.3)) path.codel = {}
  }
  if ((path.loss !== undefined || path.codel !== undefined) && chance.chance(0.2)) path.ecn = true
  return Object.fromEntries(Object.entries(path).filter(([, value]) => value !== undefined))
}

/** What an administrator may have set. */
export function randomSettings(chance: Random): Partial<StackSettings> {
  return {
    timestamps: !chance.chance(0.2),
    sack: !chance.chance(0.2),
    windowScaling: !chance.chance(0.2),
    ecn: ([0, 1, 2] as const)[chance.below(3)] ?? 0,
    synRetries: 2 + chance.below(4),
    congestionControl: CONGESTION_NAMES[chance.below(CONGESTION_NAMES.length)] ?? 'cubic',
    slowStartAfterIdle: chance.chance(0.5),
    synCookies: ([0, 1, 2] as const)[chance.below(3)] ?? 1,
  }
}

/** Sets one of the options of a socket. @returns Which. */
export function setSomeOption(endpoint: TcpEndpoint, chance: Random): string {
  const acts: Readonly<Record<string, () => void>> = {
    noDelay: () => endpoint.setOption('noDelay', chance.chance(0.5)),
    cork: () => endpoint.setOption('cork', chance.chance(0.5)),
    quickAck: () => endpoint.setOption('quickAck', chance.chance(0.5)),
    notSentLowWater: () => endpoint.setOption('notSentLowWater', chance.below(20_000)),
    windowClamp: () => endpoint.setOption('windowClamp', 2_000 + chance.below(100_000)),
    sendBuffer: () => endpoint.setOption('sendBuffer', 5_000 + chance.below(200_000)),
    receiveBuffer: () => endpoint.setOption('receiveBuffer', 3_000 + chance.below(200_000)),
    userTimeout: () => endpoint.setOption('userTimeout', (10 + chance.below(100)) * SECOND),
    linger2: () => endpoint.setOption('linger2', (1 + chance.below(60)) * SECOND),
    keepAlive: () =>
      endpoint.setKeepAlive(
        chance.chance(0.5)
          ? { idle: (1 + chance.below(20)) * SECOND, interval: SECOND, count: 5 }
          : undefined,
      ),
  }
  const names = Object.keys(acts)
  const name = names[chance.below(names.length)] ?? 'noDelay'
  acts[name]?.()
  return name
}
