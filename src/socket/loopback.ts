/** @returns Whether an address, or the name `localhost`, is of this machine alone: 127.0.0.0/8, ::1, and 127.0.0.0/8 written in IPv6; with or without a zone. */
export function isLoopback(host: string): boolean {
  return /^((::ffff:)?127(\.\d{1,3}){3}|::1|localhost)(%.+)?$/i.test(host)
}
