import { MultiByteDecoder } from './multi-byte-decoder.ts'
import { MultiByteEncoder } from './multi-byte-encoder.ts'
import type { MultiByteShape } from './multi-byte-shape.ts'
import type { Charset } from './types.ts'

/**
 * A charset by its tables, which are made when first needed and then kept.
 *
 * @param reading - The shape to read by.
 * @param writing - The shape to write by, when it differs.
 */
export function multiByte(
  name: string,
  reading: () => MultiByteShape,
  writing: () => MultiByteShape = reading,
): Charset {
  let encoder: MultiByteEncoder | undefined
  return {
    name,
    decoder: () => new MultiByteDecoder(reading()),
    encode: (text) => (encoder ??= new MultiByteEncoder(writing())).encode(text),
  }
}

/** Makes something once, when it is first asked for. */
export function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => (value ??= make())
}
