/** An address of the link (RFC 4007 §11.2) says nothing without its interface. */
export function lacksScope(address: string): boolean {
  return /^fe[89ab][0-9a-f]:[^%]*$/i.test(address)
}
