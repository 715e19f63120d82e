import { systemReason } from '../../say/index.ts'
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workbenchSentences as t } from '../sentences.ts'
import { Failure } from '../failure.ts'
import { OWNER_FILE, processOf, staleFolders } from './stale-folders.ts'

const PREFIX = 'synfin-'

/**
 * A folder of this run for what does not fit in memory, readable by this user alone.
 */
export class SessionFolder {
  readonly path: string
  readonly #parent: string

  /** @throws {Failure} `SYNFIN_FILE` when there is no place for it. */
  constructor(parent: string = tmpdir()) {
    try {
      this.path = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`))
      writeFileSync(join(this.path, OWNER_FILE), JSON.stringify(processOf(process.pid)), { mode: 0o600 })
    } catch (error) {
      throw new Failure('SYNFIN_FILE', t.noTemporary, { folder: parent, why: systemReason(error) })
    }
    this.#parent = parent
  }

  /**
   * Takes over the folders of runs that have ended, so that no other run takes them too.
   *
   * @returns Where they are now; whoever has looked through them removes them.
   */
  adopt(): string[] {
    return staleFolders(this.#parent).flatMap((folder, at) => {
      const taken = join(this.path, `taken-${at}`)
      try {
        renameSync(folder, taken)
        return [taken]
      } catch {
        return []
      }
    })
  }

  /** This run is over; what is in the folder is for the next. */
  leave(): void {
    try {
      writeFileSync(join(this.path, OWNER_FILE), JSON.stringify({ ...processOf(process.pid), ended: true }), {
        mode: 0o600,
      })
    } catch {
      // A full disk: that the process is gone says as much.
    }
  }

  /** @returns At most half of what is free on the disk now, and at most `bound`: bytes. */
  room(bound: number): number {
    try {
      const { bavail, bsize } = statfsSync(this.path)
      return Math.min(bound, Math.floor((bavail * bsize) / 2))
    } catch {
      return bound
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** A file that grows at its end and is read anywhere. It is open only while it is used: there may be a thousand. */
export class GrowingFile {
  length = 0
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** The file is there, from before. */
  takeUp(): void {
    this.length = existsSync(this.#path) ? statSync(this.#path).size : 0
  }

  /** @throws What the file system says; nothing of it counts as written then. */
  append(bytes: Uint8Array): void {
    try {
      appendFileSync(this.#path, bytes, { mode: 0o600 })
    } catch (error) {
      // Of a disk that is full it may hold a part.
      if (existsSync(this.#path)) truncateSync(this.#path, this.length)
      throw error
    }
    this.length += bytes.length
  }

  /** @returns The bytes there, fewer at the end of the file. @throws What the file system says. */
  read(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.length - position)))
    if (bytes.length === 0) return bytes
    const file = openSync(this.#path, 'r')
    try {
      for (let at = 0; at < bytes.length;) {
        const read = readSync(file, bytes, at, bytes.length - at, position + at)
        if (read === 0) return bytes.subarray(0, at)
        at += read
      }
      return bytes
    } finally {
      closeSync(file)
    }
  }

  /** Begins anew. */
  clear(): void {
    this.length = 0
    if (existsSync(this.#path)) rmSync(this.#path, { force: true })
  }
}
