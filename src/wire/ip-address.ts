/** An IPv4 or IPv6 address: immutable, compared by its bytes. */
export class IpAddress {
  readonly version: 4 | 6
  /** 4 or 16 bytes in network order. */
  readonly bytes: Uint8Array
  /** The address as text: dotted, or RFC 5952. Equal addresses have equal keys. */
  readonly key: string

  /** @param bytes - 4 or 16 bytes in network order, copied. @throws {RangeError} At any other length. */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== 4 && bytes.length !== 16) throw new RangeError('an IP address has 4 or 16 bytes')
    this.version = bytes.length === 4 ? 4 : 6
    this.bytes = bytes.slice()
    this.key = this.version === 4 ? bytes.join('.') : formatIpv6(bytes)
  }

  /** @returns Dotted IPv4, or IPv6 in the form of RFC 5952. */
  toString(): string {
    return this.key
  }

  equals(other: IpAddress): boolean {
    return this.key === other.key
  }
}

/** @returns The address that `text` writes, or undefined. Zone ids (`%eth0`) are not addresses. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text)
  return bytes === undefined ? undefined : new IpAddress(bytes)
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  const bytes = new Uint8Array(4)
  for (const [i, part] of parts.entries()) {
    // A leading zero would be octal to some readers: refused, as inet_pton does.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined
    bytes[i] = Number(part)
  }
  return bytes
}

/** RFC 4291 §2.2: eight groups, one run of zeros as `::`, the last 32 bits perhaps dotted. */
function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  const bytes = new Uint8Array(16)
  for (const [i, group] of groups.entries()) {
    bytes[2 * i] = group >> 8
    bytes[2 * i + 1] = group & 0xff
  }
  return bytes
}

function parseGroups(text: string, dottedEnd: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const dotted = dottedEnd && i === parts.length - 1 ? parseIpv4(part) : undefined
      if (dotted === undefined) return undefined
      const [a = 0, b = 0, c = 0, d = 0] = dotted
      groups.push((a << 8) | b, (c << 8) | d)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0))
  // §5: an IPv4-mapped address keeps its dotted end.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.slice(12).join('.')}`
  }
  let start = -1
  let length = 1
  for (let i = 0; i < 8; i++) {
    let end = i
    while (end < 8 && groups[end] === 0) end++
    if (end - i > length) {
      start = i
      length = end - i
    }
    if (end > i) i = end
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':')
  return start < 0 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`
}
