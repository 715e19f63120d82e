import type { Charset } from './codecs/types.ts'
import { displayWidth, visibleControls } from '../say/index.ts'

/** How a dump is drawn. */
export interface HexdumpOptions {
  /** What the first byte's address is; 0 unless told. */
  readonly offset?: number
  /** Bytes a line, at least 1; 16 unless told. */
  readonly width?: number
  /** Adds a column with the line's bytes read in this charset; a character that two lines share is on the second. */
  readonly charset?: Charset
}

/**
 * Draws bytes as `hexdump -C` does: address, hex in groups of eight, ASCII; the last line is the end's address.
 * Unlike there, equal lines are all drawn (`hexdump -vC`).
 *
 * @returns Lines joined with LF, none at the end; '' for no bytes.
 */
export function hexdump(bytes: Uint8Array, options: HexdumpOptions = {}): string {
  const { offset = 0, charset } = options
  const width = Math.max(1, Math.floor(options.width ?? 16))
  if (bytes.length === 0) return ''
  const decoder = charset?.decoder()
  const hexColumns = width * 3 + Math.ceil(width / 8)
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width)
    let line = `${address(offset + at)} ${hexColumn(row).padEnd(hexColumns)} |${asciiColumn(row)}|`
    if (decoder !== undefined) {
      const rest = at + width >= bytes.length ? decoder.push(row) + decoder.end() : decoder.push(row)
      const text = visibleControls(rest)
      const gap = ' '.repeat(width - row.length + 1)
      if (displayWidth(text) > 0) line += `${gap}${text}`
    }
    lines.push(line)
  }
  lines.push(address(offset + bytes.length))
  return lines.join('\n')
}

function address(offset: number): string {
  return offset.toString(16).padStart(8, '0')
}

function hexColumn(row: Uint8Array): string {
  let text = ''
  for (let i = 0; i < row.length; i++) {
    text += `${i % 8 === 0 ? ' ' : ''}${(row[i] as number).toString(16).padStart(2, '0')} `
  }
  return text
}

function asciiColumn(row: Uint8Array): string {
  return Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
}
