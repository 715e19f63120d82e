import { type Clock } from '../../base/index.ts'
import { kernelSockets, RealClock } from '../../host/index.ts'
import type { Address, RequestOf } from '../../protocol/index.ts'
import type { Lang } from '../../say/index.ts'
import type { Bounds } from './bounds.ts'
import { Captures, type CaptureTarget, captureTarget } from '../captures.ts'
import { Connections } from './connections.ts'
import { Failure } from '../failure.ts'
import type { Journal } from './journal.ts'
import { Listeners } from './listeners.ts'
import { Repeats } from './repeats.ts'
import { workbenchSentences as t } from '../sentences.ts'

/** What this run holds, over the machine's own sockets. What it is by now says the journal. */
export class Bench {
  readonly journal: Journal
  readonly captures: Captures
  readonly repeats: Repeats
  readonly connections: Connections
  readonly listeners: Listeners

  constructor(
    journal: Journal,
    folder: string,
    wallMillis: () => number,
    bounds: Bounds,
    lang: Lang,
    clock: Clock = new RealClock(),
  ) {
    const captures = new Captures(journal)
    const sockets = { en: kernelSockets({ lang: 'en' }), zh: kernelSockets({ lang: 'zh' }) }
    const options = { journal, captures, sockets, folder, clock, wallMillis, bounds, lang }
    this.journal = journal
    this.captures = captures
    this.repeats = new Repeats(journal)
    this.connections = new Connections(options)
    this.listeners = new Listeners(options, this.connections)
  }

  /** Takes a closed listener or connection off the list; its session files go. */
  forget(conn: number): void {
    if (this.listeners.info(conn) === undefined) this.connections.forget(conn)
    else this.listeners.forget(conn)
  }

  /** What `startCapture` means. */
  captureTargetOf({
    conn,
    port,
    transport = 'tcp',
    interface: device,
  }: RequestOf<'startCapture'>): CaptureTarget {
    if (conn === undefined) {
      if (port === undefined) throw new Failure('SYNFIN_MESSAGE', t.captureWhat)
      return captureTarget(transport, port, device)
    }
    const listener = this.listeners.info(conn)
    if (listener !== undefined)
      return captureTarget(listener.transport, listener.local.port, device, listener.local.address)
    this.connections.get(conn)
    const info = this.connections.info(conn)
    const server: Address | undefined = info.role === 'client' ? info.remote : info.local
    const at = server?.port ?? info.target?.port
    if (at === undefined) throw new Failure('SYNFIN_STATE', t.notOpen, { conn, state: info.state })
    return captureTarget(info.transport, at, device, server?.address)
  }

  /** Everything ends: FIN to every peer, listeners and captures stop. */
  async stop(): Promise<void> {
    this.repeats.stopAll()
    this.listeners.stopAll()
    this.connections.finishAll()
    await this.captures.stop()
  }
}
