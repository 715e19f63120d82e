import { browserDoors, type DoorSize, sizeOf } from '../sizes/doors.ts'
import { code, table } from './markdown.ts'

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

/** @returns A Markdown table: every door that a browser may import, and how large it is there. */
export async function sizeTable(): Promise<string> {
  const rows = await Promise.all(browserDoors().map(sizeOf))
  return table(
    ['door', 'minified', 'gzip'],
    rows.map(({ door, bytes, gzip }) => [code(door), kilobytes(bytes), kilobytes(gzip)]),
  )
}

/** @returns What a table says. */
export function readSizes(text: string): readonly DoorSize[] {
  return [...text.matchAll(/^\| `([^`]+)` +\| ([\d.]+) kB +\| ([\d.]+) kB +\|$/gm)].map(
    ([, door = '', bytes, gzip]) => ({ door, bytes: Number(bytes) * 1000, gzip: Number(gzip) * 1000 }),
  )
}
