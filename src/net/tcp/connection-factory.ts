import {
  ChallengeBudget,
  TcpConnection,
  initialSequenceNumber,
  LINUX_SETTINGS,
  newStatistics,
  type TcpStatistics,
  timestampOffset,
  withSettings,
  type CookieKey,
  type StackSettings,
} from '../../tcp/index.ts'
import { largestPacket, type IpLayer, type Route } from '../ip-layer.ts'
import type { TcpSettings } from '../types.ts'
import { PathMtuCache, type KnownPath } from './path-mtu-cache.ts'
import type { EndpointPlace } from './place.ts'

/**
 * Makes the engine's connections for one host, with what all of them share: the settings, the counters, what ICMP has
 * reported of paths, and the secret behind what no outsider may guess.
 */
export class ConnectionFactory {
  /** One object for all connections, changed in place. */
  readonly settings: StackSettings = { ...LINUX_SETTINGS }
  readonly statistics: TcpStatistics = newStatistics()
  readonly pathMtus: PathMtuCache = new PathMtuCache(this.settings)
  readonly #ip: IpLayer
  readonly #secret: Uint8Array
  readonly #challenges: ChallengeBudget
  #opened = 0

  constructor(ip: IpLayer) {
    this.#ip = ip
    const random = ip.random.substream('isn')
    this.#secret = Uint8Array.from({ length: 16 }, () => random.below(256))
    this.#challenges = new ChallengeBudget(ip.random.substream('challenge'))
  }

  /** Changes some settings, for the connections there are too. @throws {SynfinError} EINVAL; then none is changed. */
  configure(changes: Partial<StackSettings>): void {
    Object.assign(this.settings, withSettings(this.settings, changes))
  }

  /**
   * Makes a connection that has not begun.
   *
   * @param stamp - Added to the offset of its timestamps, in ticks.
   */
  make(
    { route, binding, remotePort }: EndpointPlace,
    settings: TcpSettings,
    iss: number,
    stamp = 0,
  ): TcpConnection {
    const ipHeaderLength = route.source.version === 4 ? 20 : 40
    const { random } = this.#ip
    const name = `tcp/${this.#opened++}`
    return new TcpConnection({
      settings: this.settings,
      statistics: this.statistics,
      challengeBudget: this.#challenges,
      ...settings,
      localPort: binding.port,
      remotePort,
      iss,
      mss: largestPacket(route) - ipHeaderLength - 20,
      pathMtu: this.pathTo(route)?.mtu,
      ipHeaderLength,
      // Made when it is needed, which is for BBR alone.
      get random() {
        return random.substream(name)
      },
      timestampOffset: (this.timestampOffset(route) + stamp) >>> 0,
    })
  }

  /** @returns What ICMP has reported of the way there. */
  pathTo({ destination }: Route): KnownPath | undefined {
    return this.pathMtus.get(destination.key, this.#ip.clock.now())
  }

  /** @returns The initial sequence number of a connection that begins now (RFC 9293 §3.4.1, RFC 6528). */
  issFor({ source, destination }: Route, localPort: number, remotePort: number): number {
    const now = this.#ip.clock.now()
    return initialSequenceNumber(this.#secret, source.bytes, localPort, destination.bytes, remotePort, now)
  }

  /** @returns Where the timestamps to this peer begin (RFC 7323 §7.1). */
  timestampOffset({ source, destination }: Route): number {
    return timestampOffset(this.#secret, source.bytes, destination.bytes)
  }

  /** @returns What a SYN cookie for this place is made with. */
  cookieKey({ route, binding, remotePort }: EndpointPlace): CookieKey {
    const { source, destination } = route
    return {
      secret: this.#secret,
      local: source.bytes,
      localPort: binding.port,
      remote: destination.bytes,
      remotePort,
    }
  }
}
