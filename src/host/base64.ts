/** As `toBase64` and `fromBase64` of `charset/`, by Node's own means: many times faster. */
export function bufferToBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** @param text - Has been checked to be base64. */
export function bufferFromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
