import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { connection, type ConnectionInfo } from '../../protocol/index.ts'
import { History } from './history.ts'
import { type MoveContext, reportMoved } from './history-mark.ts'

/** Of earlier runs at most so many transcripts, of so many bytes, for so long are kept. */
export const EARLIER: { readonly count: number; readonly bytes: number; readonly millis: number } = {
  count: 100,
  bytes: 1024 * 1024 * 1024,
  millis: 7 * 24 * 3_600_000,
}

/** Where folders taken over from dead runs lie within the folder of this one, while they are looked through. */
const TAKEN = /^taken-\d+$/

/** Beside the session files of a connection: what the list says of it, as JSON. */
const infoFile = (folder: string, conn: number): string => join(folder, `${conn}.json`)

/** Keeps what the list says of a connection beside its session files: with it the next run shows them. */
export function keepInfo(folder: string, info: ConnectionInfo): void {
  try {
    writeFileSync(infoFile(folder, info.conn), JSON.stringify(info), { mode: 0o600 })
  } catch {
    // A full disk: its history says so itself, and this run goes on.
  }
}

export function dropInfo(folder: string, conn: number): void {
  rmSync(infoFile(folder, conn), { force: true })
}

/** What they need of the workbench. */
type EarlierOptions = MoveContext & {
  readonly folder: string
  readonly wallMillis: () => number
}

/** A transcript found in a folder that an earlier run left. */
interface Found {
  readonly folder: string
  readonly name: number
  readonly info: ConnectionInfo
  /** When its run ended, or last wrote to it. */
  readonly ended: number
  readonly bytes: number
}

/** What is left of the connections of earlier runs: to be read, exported and discarded, until it is too old. */
export class Earlier {
  readonly #histories = new Map<number, History>()
  readonly #options: EarlierOptions

  constructor(options: EarlierOptions) {
    this.#options = options
  }

  /** @returns Undefined when this is none of them. */
  history(conn: number): History | undefined {
    return this.#histories.get(conn)
  }

  /**
   * Takes over the session files in these folders, the newest that fit; the folders go.
   *
   * @param room - Bytes.
   * @returns What the list says of them now. Each keeps its number, unless two have the same.
   */
  takeUp(folders: readonly string[], room: number): ConnectionInfo[] {
    const found = folders.flatMap((folder) => foundIn(folder)).sort((a, b) => b.ended - a.ended)
    const kept: Found[] = []
    let bytes = 0
    for (const one of found) {
      const isFresh = this.#options.wallMillis() - one.ended < EARLIER.millis
      if (!isFresh || kept.length >= EARLIER.count || bytes + one.bytes > room) continue
      kept.push(one)
      bytes += one.bytes
    }
    let last = kept.reduce((most, { name }) => Math.max(most, name), 0)
    const infos = kept.flatMap(
      (one) => this.#take(one, this.#histories.has(one.name) ? ++last : one.name) ?? [],
    )
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    return infos
  }

  /** @returns False when it is none of these. */
  discard(conn: number): boolean {
    const history = this.#histories.get(conn)
    history?.remove()
    dropInfo(this.#options.folder, conn)
    return this.#histories.delete(conn)
  }

  get size(): number {
    return this.#histories.size
  }

  #take({ folder: from, name, info, ended }: Found, conn: number): ConnectionInfo | undefined {
    const { folder, journal, lang, budget, disk, memoryBound, fileBound } = this.#options
    try {
      for (const end of ['bytes', 'index'])
        renameSync(join(from, `${name}.${end}`), join(folder, `${conn}.${end}`))
    } catch {
      // Another workbench was quicker.
      return undefined
    }
    const bounds = { memoryBound, budget, fileBound, disk }
    const history: History = new History({
      ...bounds,
      folder,
      name: String(conn),
      isOwn: info.role === 'client',
      leftFrom: info.historyFrom,
      moved: (gone) => reportMoved({ ...bounds, journal, lang }, conn, history, gone),
    })
    if (history.total === history.historyFrom) {
      history.remove()
      return undefined
    }
    this.#histories.set(conn, history)
    const { listener: _listener, capture: _capture, ...rest } = info
    const now: ConnectionInfo = {
      ...rest,
      conn,
      state: 'CLOSED',
      paused: false,
      earlier: new Date(ended).toISOString(),
      bytesSent: history.length.out,
      bytesReceived: history.length.in,
      messages: history.total,
      memoryFrom: history.memoryFrom,
      historyFrom: history.historyFrom,
    }
    keepInfo(folder, now)
    return now
  }
}

/** @returns The transcripts in a folder; what is no whole one is passed over. */
function foundIn(folder: string): Found[] {
  return readdirSync(folder).flatMap((entry) => {
    if (TAKEN.test(entry) && lstatSync(join(folder, entry)).isDirectory()) {
      return foundIn(join(folder, entry))
    }
    const name = Number(/^([1-9]\d{0,8})\.json$/.exec(entry)?.[1])
    if (Number.isNaN(name)) return []
    try {
      const file = infoFile(folder, name)
      const files = ['bytes', 'index'].map((end) => join(folder, `${name}.${end}`))
      if (![file, ...files].every((path) => lstatSync(path).isFile())) return []
      const info = v.parse(connection, JSON.parse(readFileSync(file, 'utf8')))
      const ended = info.earlier === undefined ? statSync(file).mtimeMs : Date.parse(info.earlier)
      const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0)
      return Number.isNaN(ended) ? [] : [{ folder, name, info, ended, bytes }]
    } catch {
      return []
    }
  })
}
