import { charsetSentences } from '../sentences/charset.ts'
import { type Lang, say } from '../../say/index.ts'
import { GbProbe, Utf8Probe } from './auto-probes.ts'
import { charset } from './registry.ts'
import { joinBytes, type Charset, type StreamDecoder } from './types.ts'

export type AutoChoice = 'utf-8' | 'gb18030'

/** Why `AutoCharset` reads as it does; each is the key of a sentence. */
export type AutoReason = 'nothingYet' | 'bothValid' | 'notGb18030' | 'notUtf8' | 'utf8ByWeight' | 'told'

/** Evidence that bytes already shown were read in the wrong charset. Nothing is read again by itself. */
export interface AutoHint {
  /** The charset that fits these bytes better. */
  readonly charset: AutoChoice
  /** Where they begin, in bytes from the start of the stream. */
  readonly offset: number
  /** How many they are. */
  readonly length: number
  /** `earlierText`: shown before the charset was chosen. `contrary`: came after, and do not fit the choice. */
  readonly kind: 'earlierText' | 'contrary'
}

/**
 * UTF-8 characters above ASCII after which UTF-8 is chosen although the bytes are valid GB18030 too: those of
 * three or four bytes (Chinese) count two, those of two bytes one. docs/charset.md has how rarely this is wrong.
 */
const ENOUGH = 6
const NONE = new Uint8Array(0)

/**
 * Reads one direction of one connection as UTF-8 or GB18030, by what the bytes allow so far. While they allow
 * both, they are read as UTF-8 and `chosen` stays undefined; ASCII decides nothing. The first bytes that are
 * valid in one only choose that one. A choice stays: bytes that speak against it are marked and give a `hint`.
 */
export class AutoCharset implements StreamDecoder {
  readonly name = 'auto'
  readonly #utf8 = named('utf-8')
  readonly #gb18030 = named('gb18030')
  #utf8Decoder: StreamDecoder = this.#utf8.decoder()
  /** Has read what was shown, and no more: it goes on where the display stands when GB18030 is chosen. */
  #gbDecoder: StreamDecoder = this.#gb18030.decoder()
  readonly #utf8Probe = new Utf8Probe()
  readonly #gbProbe = new GbProbe()
  #utf8Broken = false
  #seenAboveAscii = false
  /** Bytes that no reading has made a character of yet. */
  #unshown: Uint8Array = NONE
  #offset = 0
  #ambiguousFrom = -1
  #chosen: AutoChoice | undefined
  #reason: AutoReason = 'nothingYet'
  #hint: AutoHint | undefined
  /** The half character at the end of the hinted bytes, in the charset that the hint names. */
  #halfInHint: Uint8Array = NONE
  /** Malformed bytes under an earlier choice. */
  #badBefore = 0
  /** Text that `choose` completed, shown with the next push. */
  #carried = ''

  /** What was chosen, undefined while the bytes allow both. */
  get chosen(): AutoChoice | undefined {
    return this.#chosen
  }

  get reason(): AutoReason {
    return this.#reason
  }

  /** The latest evidence against what was shown; undefined when there is none. */
  get hint(): AutoHint | undefined {
    return this.#hint
  }

  /** What a peer that writes so is answered in: what was chosen, UTF-8 while nothing is. */
  get replyCharset(): Charset {
    return this.#chosen === 'gb18030' ? this.#gb18030 : this.#utf8
  }

  get pending(): Uint8Array {
    return this.#chosen === undefined ? this.#unshown.slice() : this.#decoder().pending
  }

  get malformed(): number {
    return this.#badBefore + this.#decoder().malformed
  }

  push(bytes: Uint8Array): string {
    const from = this.#offset
    this.#offset += bytes.length
    return this.#chosen === undefined ? this.#open(bytes, from) : this.#settled(bytes, from)
  }

  end(): string {
    if (this.#chosen !== undefined) {
      const text = this.#carried + this.#decoder().end()
      this.#carried = ''
      return text
    }
    const rest = this.#unshown
    this.#unshown = NONE
    return this.#utf8Decoder.push(rest) + this.#utf8Decoder.end()
  }

  /** A person decides; from here on it is read so. What was shown is theirs to read again, from stored bytes. */
  choose(choice: AutoChoice): void {
    if (choice === this.#chosen) return
    const pending = this.#pendingAs(choice)
    this.#badBefore = this.malformed
    this.#utf8Decoder = this.#utf8.decoder()
    this.#gbDecoder = this.#gb18030.decoder()
    this.#chosen = choice
    this.#reason = 'told'
    this.#hint = undefined
    this.#unshown = NONE
    this.#carried = this.#decoder().push(pending)
  }

  /** Says which charset it took, and why. */
  explain(lang: Lang): string {
    return say(charsetSentences[this.#reason], lang)
  }

  /** Says what the hint means; '' when there is none. */
  explainHint(lang: Lang): string {
    const hint = this.#hint
    if (hint === undefined) return ''
    return say(charsetSentences[hint.kind], lang, {
      charset: hint.charset.toUpperCase(),
      length: hint.length,
      offset: hint.offset,
    })
  }

  /** The half character of another reading is not that of this one: the hint knows, if it reaches to here. */
  #pendingAs(choice: AutoChoice): Uint8Array {
    const hint = this.#hint
    const reachesHere = hint?.kind === 'contrary' && hint.offset + hint.length === this.#offset
    return reachesHere && hint.charset === choice ? this.#halfInHint : this.pending
  }

  #decoder(): StreamDecoder {
    return this.#chosen === 'gb18030' ? this.#gbDecoder : this.#utf8Decoder
  }

  /** Both readings are open: the bytes are tried one by one until they allow one only. */
  #open(bytes: Uint8Array, from: number): string {
    const data = joinBytes(this.#unshown, bytes)
    const start = data.length - bytes.length
    let text = ''
    let shown = 0
    /** Up to here the bytes are whole UTF-8 characters. */
    let whole = 0
    for (let i = start; i < data.length; i++) {
      const byte = data[i] as number
      if (byte >= 0x80) this.#seenAboveAscii = true
      const utf8 = this.#utf8Broken ? 'bad' : this.#utf8Probe.step(byte)
      const gb = this.#gbProbe.step(byte)
      if (utf8 === 'whole') whole = i + 1
      if (utf8 === 'bad') {
        this.#utf8Broken = true
        if (gb === 'whole') return text + this.#take('gb18030', 'notUtf8', data.subarray(shown))
        if (gb === 'bad') {
          text += this.#showBroken(data.subarray(shown, i))
          shown = i
          whole = this.#begin(byte) ? i + 1 : i
        }
      } else if (gb === 'bad') return text + this.#take('utf-8', 'notGb18030', data.subarray(shown))
      else if (this.#utf8Probe.weight >= ENOUGH) {
        return text + this.#take('utf-8', 'utf8ByWeight', data.subarray(shown))
      }
    }
    if (this.#seenAboveAscii) this.#reason = 'bothValid'
    return text + this.#showOpen(data, shown, Math.max(whole, shown), from - start)
  }

  /** Shows the whole characters in `data` from `shown` to `whole` as UTF-8, and keeps the rest. */
  #showOpen(data: Uint8Array, shown: number, whole: number, dataOffset: number): string {
    const now = data.subarray(shown, whole)
    this.#unshown = data.slice(whole)
    this.#gbDecoder.push(now)
    const ambiguous = now.findIndex((byte) => byte >= 0x80)
    if (ambiguous >= 0 && this.#ambiguousFrom < 0) this.#ambiguousFrom = dataOffset + shown + ambiguous
    return this.#utf8Decoder.push(now)
  }

  /** Valid in neither: marked as malformed UTF-8, decides nothing, and the probes begin anew. */
  #showBroken(bytes: Uint8Array): string {
    const text = this.#utf8Decoder.push(bytes) + this.#utf8Decoder.end()
    this.#gbDecoder = this.#gb18030.decoder()
    this.#ambiguousFrom = -1
    return text
  }

  /** Tries `byte` as the first of a character. @returns True when it is a whole one. */
  #begin(byte: number): boolean {
    this.#utf8Probe.reset()
    this.#gbProbe.reset()
    const utf8 = this.#utf8Probe.step(byte)
    const gb = this.#gbProbe.step(byte)
    this.#utf8Broken = utf8 === 'bad' && gb !== 'bad'
    return utf8 === 'whole' || gb === 'bad'
  }

  #take(choice: AutoChoice, reason: AutoReason, bytes: Uint8Array): string {
    const earlier = this.#ambiguousFrom
    this.#chosen = choice
    this.#reason = reason
    this.#badBefore = choice === 'gb18030' ? this.#utf8Decoder.malformed : 0
    const end = this.#offset - bytes.length
    this.#unshown = NONE
    if (choice === 'gb18030' && earlier >= 0) {
      this.#hint = { kind: 'earlierText', charset: choice, offset: earlier, length: end - earlier }
    }
    const before = this.#decoder().malformed
    const text = this.#decoder().push(bytes)
    if (this.#decoder().malformed > before) this.#lookForContrary(bytes, end)
    return text
  }

  #settled(bytes: Uint8Array, from: number): string {
    const decoder = this.#decoder()
    const pending = decoder.pending
    const before = decoder.malformed
    const text = this.#carried + decoder.push(bytes)
    this.#carried = ''
    // Chinese UTF-8 is mostly valid GB18030, so there malformed bytes are not needed to look.
    if (decoder.malformed > before || this.#chosen === 'gb18030') {
      this.#lookForContrary(joinBytes(pending, bytes), from - pending.length)
    }
    return text
  }

  /** Are these bytes, which do not fit the choice, valid in the other charset? */
  #lookForContrary(bytes: Uint8Array, offset: number): void {
    const toUtf8 = this.#chosen === 'gb18030'
    const probe = toUtf8 ? new Utf8Probe() : new GbProbe()
    for (const byte of bytes) if (probe.step(byte) === 'bad') return
    const convinces = probe instanceof Utf8Probe ? probe.weight >= ENOUGH : probe.characters > 0
    if (!convinces) return
    this.#halfInHint = bytes.slice(bytes.length - probe.half)
    this.#hint = { kind: 'contrary', charset: toUtf8 ? 'utf-8' : 'gb18030', offset, length: bytes.length }
  }
}

function named(name: AutoChoice): Charset {
  return charset(name) as Charset
}
