/** One read or write of a connection, with its bytes once they are here. */
export interface Message {
  readonly kind: 'message'
  /** Its place among the reads and writes of its connection. */
  readonly index: number
  /** Wall time, ISO 8601. */
  readonly time: string
  readonly direction: 'in' | 'out'
  /** Of its first byte in its direction. */
  readonly offset: number
  readonly length: number
  /** `coming`: asked for; `left`: too much came at once, this was left with the workbench. */
  readonly bytes: Uint8Array | 'coming' | 'left'
}

/** Something that happened beside the bytes: a sentence in its place. */
export interface Note {
  readonly kind: 'note'
  readonly time: string
  readonly tone: 'plain' | 'good' | 'warn' | 'bad'
  /** Made anew when the language changes. */
  readonly say: () => string
}

export type Item = Message | Note

/** The first row of a read or write, in the views that show boundaries. */
export interface HeadRow {
  readonly kind: 'head'
  readonly message: Message
}

/** A logical line: what stands between two line ends. Its rows share it, so that a search finds across them. */
export interface Line {
  readonly text: string
}

/** A piece of a line, as wide as the pane. */
export interface TextRow {
  readonly kind: 'text'
  readonly direction: 'in' | 'out'
  readonly line: Line
  readonly start: number
  readonly end: number
  /** Its time stands beside it: the first row of a run in one direction. */
  readonly time: string | undefined
  /** What ended the line: `CRLF`; '' when it goes on or was cut. */
  readonly lineEnd: string
  /** The half character that waits behind it, in hex: `C4`. */
  readonly half: string
  /** The read or write that its last character came with. */
  readonly message: Message
}

/** Sixteen bytes (eight on a narrow pane). */
export interface HexRow {
  readonly kind: 'hex'
  readonly message: Message
  /** Of its first byte in the message. */
  readonly at: number
  readonly bytes: Uint8Array
  /** The characters that these bytes complete. */
  readonly text: string
}

export interface NoteRow {
  readonly kind: 'note'
  readonly note: Note
}

/** Bytes that are not in the page. */
export interface LeftRow {
  readonly kind: 'left'
  readonly message: Message
}

export type Row = HeadRow | TextRow | HexRow | NoteRow | LeftRow

/** Rows by their number; what is long is made when it is looked at. */
export interface TranscriptRows {
  readonly length: number
  at(row: number): Row | undefined
  /** Adds what came. */
  add(item: Item): void
  /** The first row of a read or write, -1 when there is none. */
  rowOf(message: number): number
}
