import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Range {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
}
interface Script {
  readonly url: string
  readonly functions: readonly { readonly ranges: readonly Range[] }[]
}

/**
 * Line coverage of built files, from what V8 wrote (NODE_V8_COVERAGE).
 *
 * @param file - As the end of its address: `/gate.js`.
 * @returns The lines that hold code, and those of them of which no character ran, from 1.
 */
export function linesOf(folder: string, file: string): { readonly lines: number; readonly missed: number[] } {
  const scripts = readdirSync(folder)
    .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: Script[] }).result)
    .filter(({ url }) => url.endsWith(file))
  const [first] = scripts
  if (first === undefined) throw new Error(`${file} has not been loaded`)
  const text = readFileSync(new URL(first.url), 'utf8')
  const ran = new Uint8Array(text.length).fill(1)
  // Ranges are nested, the outer one first: the inner one says more.
  for (const { ranges } of first.functions) {
    for (const { startOffset, endOffset, count } of ranges)
      ran.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  }
  let offset = 0
  let lines = 0
  const missed: number[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const begin = offset + (line.length - line.trimStart().length)
    const end = offset + line.trimEnd().length
    offset += line.length + 1
    if (!/[a-z0-9]/i.test(line) || /^\s*(\/?\*|\/\/)/.test(line)) continue
    lines++
    if (ran.subarray(begin, end).every((one) => one === 0)) missed.push(at + 1)
  }
  return { lines, missed }
}
