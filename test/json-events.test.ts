/** docs/json.md is what the program writes: its keys, its examples. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { synfin } from './cli/harness.ts'

type Line = Readonly<Record<string, unknown>> & { readonly type: string }

interface Documented {
  readonly keys: ReadonlySet<string>
  readonly example: Line
}

/** Keys of every line. `conn` is of the talk commands. */
const HEAD = ['v', 'type', 'time', 'wallTime', 'conn']
/** Only a capture lacks packets, and only a sender of datagrams, a slow client or a broken script brings the others. */
const RARE = ['segment.unseen', 'drill.column', 'result.loose', 'result.table']

const page = readFileSync(join(import.meta.dirname, '../docs/json.md'), 'utf8')

/** @returns The events under a heading of the page. */
function documented(heading: string): ReadonlyMap<string, Documented> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  return new Map(
    section
      .split(/^### /m)
      .slice(1)
      .map((text) => {
        const type = /^`(\w+)`/.exec(text)?.[1] ?? ''
        const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '{}') as Line
        const rows = [...text.matchAll(/^\| (`[^|]+) \|/gm)].map((row) => row[1] ?? '')
        const keys = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map((key) => key[1] ?? ''))
        return [type, { keys: new Set([...HEAD, ...keys]), example }]
      }),
  )
}

const linesOf = (out: string): Line[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

async function ran(...args: readonly string[]): Promise<Line[]> {
  const running = synfin([...args, '--json'], '')
  await running.code
  return linesOf(running.out.text)
}

/** A client that sends half a character, then the rest; one that is refused; one that is reset. */
async function talked(): Promise<Line[]> {
  const server = synfin(['listen', '127.0.0.1', '0', '--json', '-e', 'gbk'])
  const port = Number((await server.out.match(/"port":(\d+)/))[1])
  const socket = connect(port, '127.0.0.1')
  socket.write(Uint8Array.of(0xd6))
  await server.out.match(/"pending"/)
  socket.end(Uint8Array.of(0xd0))
  await server.out.match(/"type":"close"/)
  const client = synfin(['connect', '127.0.0.1', String(port), '--json'], '你好')
  await client.code
  const reset = connect(port, '127.0.0.1')
  await server.out.match(/"conn":3,"role"/)
  reset.resetAndDestroy()
  await server.out.match(/"conn":3,"transport".*ECONNRESET/)
  server.signal('SIGINT')
  await server.code
  const refused = await ran('connect', '127.0.0.1', String(port))
  return [...linesOf(server.out.text), ...linesOf(client.out.text), ...refused]
}

const folder = mkdtempSync(join(tmpdir(), 'synfin-json-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function drilled(): Promise<Line[]> {
  writeFileSync(join(folder, 'bad.pkt'), '0 < . 5:5(0) ack 9 win 65535\n+0 > S 9:9(0)\n')
  return ran('drill', folder)
}

const lab = async (): Promise<Line[]> => [
  ...(await ran('lab', 'connection', '--path', 'delay 20ms loss 20%', '--seed', '7')),
  ...(await ran('lab', 'connection', '--reset', 'client')),
]

const explained = async (): Promise<Line[]> => [
  ...(await ran('explain')),
  ...(await ran('explain', 'reset')),
  ...(await ran('explain', 'time-wait')),
  ...(await ran('explain', 'nagle')),
]

describe.each([
  ['`connect`, `listen`, `send`', talked],
  ['`lab connection`', lab],
  ['`drill`', drilled],
  ['`explain`', explained],
])('%s', async (heading, run) => {
  const types = documented(heading)
  const lines = await run()
  const written = new Map<string, Set<string>>()
  for (const line of lines) {
    const keys = written.get(line.type) ?? new Set()
    for (const key of Object.keys(line)) keys.add(key)
    written.set(line.type, keys)
  }

  it('writes version 2, and no event or key that the page does not have', () => {
    expect(types.size).toBeGreaterThan(0)
    for (const line of lines) expect(line['v']).toBe(2)
    for (const [type, keys] of written) {
      const known = types.get(type)?.keys ?? new Set()
      expect({ type, unknown: [...keys].filter((key) => !known.has(key)) }).toEqual({ type, unknown: [] })
    }
  })

  it('the page has no event or key that is not written', () => {
    for (const [type, { keys }] of types) {
      const seen = written.get(type) ?? new Set()
      const never = [...keys].filter(
        (key) => !HEAD.includes(key) && !seen.has(key) && !RARE.includes(`${type}.${key}`),
      )
      expect({ type, never }).toEqual({ type, never: [] })
    }
  })

  it('an example is a line of the lab, or has the keys and types of one that is written', () => {
    for (const [type, { example }] of types) {
      const same = lines.filter((line) => line.type === type)
      if (heading === '`lab connection`') expect(same).toContainEqual(example)
      else {
        const fits = same.some((line) =>
          Object.entries(example).every(([key, value]) => typeof line[key] === typeof value),
        )
        expect({ type, fits }).toEqual({ type, fits: true })
      }
    }
  })
})
