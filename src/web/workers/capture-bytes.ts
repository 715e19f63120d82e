/** The bytes of a capture file, piece by piece: no piece becomes large, however well it was compressed. */

/** Compressed bytes taken at once: gzip makes at most a thousand times as many of them. */
const COMPRESSED_AT_ONCE = 16_384
const PLAIN_AT_ONCE = 262_144

/** A piece of a file. */
export interface Piece {
  readonly bytes: Uint8Array
  /** How many of the file's own bytes were taken to come this far. */
  readonly taken: number
}

/** @returns Whether a file is compressed with gzip. */
export async function isGzip(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return head[0] === 0x1f && head[1] === 0x8b
}

/** The file as it is; the next piece is read when it is asked for. */
export async function* plainPieces(file: Blob): AsyncGenerator<Piece> {
  for (let at = 0; at < file.size; at += PLAIN_AT_ONCE) {
    const bytes = await slice(file, at, PLAIN_AT_ONCE)
    yield { bytes, taken: at + bytes.length }
  }
}

/** What a gzip file holds; the next of it is read when what is unpacked has been taken. @throws When it is damaged. */
export async function* unpackedPieces(file: Blob): AsyncGenerator<Piece> {
  const gunzip = new DecompressionStream('gzip')
  const writer = gunzip.writable.getWriter()
  const reader = gunzip.readable.getReader()
  let taken = 0
  const feed = async (): Promise<void> => {
    for (let at = 0; at < file.size; at += COMPRESSED_AT_ONCE) {
      const bytes = await slice(file, at, COMPRESSED_AT_ONCE)
      taken = at + bytes.length
      await writer.write(bytes)
    }
    await writer.close()
  }
  const feeding = feed()
  // What goes wrong is thrown by the reader.
  feeding.catch(() => undefined)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield { bytes: value, taken }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function slice(file: Blob, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(at, at + length).arrayBuffer())
}
