import { AutoCharset, charset, type Charset, type StreamDecoder } from '../../../charset/index.ts'
import type { Lang } from '../../../say/index.ts'
import { AUTO, SAME, type CharsetChoice } from '../../store/charset-choice.ts'

/** What one read or write says, and the half character at its end. */
export interface ReadText {
  readonly text: string
  readonly pending: Uint8Array
}

/** Bytes that another charset fits better. Nothing is read again until the person says so. */
export interface LikelierCharset {
  readonly charset: 'utf-8' | 'gb18030'
  /** What `auto` has to say about it; undefined when a person had chosen the charset. */
  readonly explain: ((lang: Lang) => string) | undefined
}

/**
 * Reads both directions of one connection from the bytes, in the order in which they were read and written. One
 * decoder for each direction for the whole connection, so that a character cut by a boundary is put together.
 */
export class Reader {
  readonly #choice: CharsetChoice
  #in: StreamDecoder
  /** What `auto` would have thought, while a charset is named. */
  #auto: AutoCharset
  #out: { readonly name: string; readonly decoder: StreamDecoder } | undefined

  constructor(choice: CharsetChoice) {
    this.#choice = choice
    this.#auto = new AutoCharset()
    this.#in = choice.reads === AUTO ? this.#auto : named(choice.reads).decoder()
  }

  read(direction: 'in' | 'out', bytes: Uint8Array): ReadText {
    if (direction === 'out') {
      const { decoder } = this.#writer()
      return { text: decoder.push(bytes), pending: decoder.pending }
    }
    const text = this.#in.push(bytes)
    if (this.#in !== this.#auto) this.#auto.push(bytes)
    return { text, pending: this.#in.pending }
  }

  /** Bytes are missing here, or the direction is over: @returns what a half character becomes. */
  end(direction: 'in' | 'out'): string {
    if (direction === 'out') return this.#writer().decoder.end()
    if (this.#in !== this.#auto) this.#auto.end()
    return this.#in.end()
  }

  /** In which charset the next text is written. */
  get writes(): Charset {
    const { reads, writes } = this.#choice
    if (writes !== SAME && writes !== AUTO) return named(writes)
    return reads === AUTO ? this.#auto.replyCharset : named(reads)
  }

  /** What is read so far: a charset's name; undefined while `auto` is still open. */
  get reads(): string | undefined {
    return this.#choice.reads === AUTO ? this.#auto.chosen : this.#choice.reads
  }

  /** Why `auto` reads as it does. */
  explain(lang: Lang): string {
    return this.#auto.explain(lang)
  }

  get likelier(): LikelierCharset | undefined {
    const { reads } = this.#choice
    if (reads === AUTO) {
      const { hint } = this.#auto
      if (hint === undefined) return undefined
      return { charset: hint.charset, explain: (lang) => this.#auto.explainHint(lang) }
    }
    const { chosen, reason } = this.#auto
    if (chosen === undefined || familyOf(reads) === chosen) return undefined
    const isSure = reason === 'notGb18030' || reason === 'utf8ByWeight'
    if (this.#in.malformed === 0 && !isSure) return undefined
    return { charset: chosen, explain: undefined }
  }

  /** How the peer reads us, if it reads as we write. */
  #writer(): { readonly name: string; readonly decoder: StreamDecoder } {
    const charset = this.writes
    const before = this.#out
    if (before?.name === charset.name) return before
    const now = { name: charset.name, decoder: charset.decoder() }
    if (before !== undefined) now.decoder.push(before.decoder.pending)
    this.#out = now
    return now
  }
}

function familyOf(name: string): string {
  return name === 'gbk' ? 'gb18030' : name
}

function named(name: string): Charset {
  const found = charset(name)
  if (found === undefined) throw new RangeError(`no charset ${name}`)
  return found
}
