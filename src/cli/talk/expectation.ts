import { formatHex } from '../../charset/index.ts'
import { toJson } from '../../say/index.ts'

/** Waits for a text, or bytes, in what arrives: over any cuts, and each time anew after `again`. */
export class Expectation {
  /** For a person. */
  readonly shown: string
  readonly #text: string | undefined
  readonly #bytes: string
  #held = ''
  #met = false
  #resolveMet: () => void = () => undefined

  private constructor(text: string | undefined, bytes: Uint8Array) {
    this.#text = text
    this.#bytes = latin1(bytes)
    this.shown = text === undefined ? formatHex(bytes) : toJson(text)
  }

  static ofText(text: string): Expectation {
    return new Expectation(text, new Uint8Array(0))
  }

  static ofBytes(bytes: Uint8Array): Expectation {
    return new Expectation(undefined, bytes)
  }

  get isMet(): boolean {
    return this.#met
  }

  /** @param bytes - What arrived. @param text - The same, decoded. */
  onData(bytes: Uint8Array, text: string): void {
    if (this.#met) return
    const wanted = this.#text ?? this.#bytes
    this.#held += this.#text === undefined ? latin1(bytes) : text
    const found = this.#held.indexOf(wanted)
    if (found < 0) {
      // Only the end can still become part of it.
      this.#held = wanted.length > 1 ? this.#held.slice(-(wanted.length - 1)) : ''
      return
    }
    this.#held = this.#held.slice(found + wanted.length)
    this.#met = true
    this.#resolveMet()
  }

  /** Resolves once it is met. */
  met(): Promise<void> {
    return this.#met ? Promise.resolve() : new Promise((resolve) => (this.#resolveMet = resolve))
  }

  /** Expects it once more, behind what met it. */
  again(): void {
    this.#met = false
    this.onData(new Uint8Array(0), '')
  }
}

/** Each byte as one character: bytes can be searched as a string is. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
