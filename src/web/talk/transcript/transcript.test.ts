import { describe, expect, test } from 'vitest'
import { PageTranscript, type ComingMessage, type MessageSource } from './transcript.ts'
import type { Message } from './types.ts'

/** A workbench that holds reads of `length` bytes each, all of them 'a'. */
class Workbench implements MessageSource {
  total: number
  readonly length: number
  historyFrom = 0
  asked = 0

  constructor(total: number, length = 4) {
    this.total = total
    this.length = length
  }

  message(index: number, withBytes = this.length <= 16_384): ComingMessage {
    const { length } = this
    const bytes = withBytes ? new Uint8Array(length).fill(97) : undefined
    return { index, time: '2026-11-23T12:00:00.000Z', direction: 'in', offset: index * length, length, bytes }
  }

  async messages(from: number, count: number) {
    this.asked++
    await Promise.resolve()
    const first = Math.max(from, this.historyFrom)
    const last = Math.min(this.total, first + Math.min(count, 100))
    const messages = Array.from({ length: Math.max(0, last - first) }, (_, i) => this.message(first + i))
    return { messages, total: this.total, historyFrom: this.historyFrom }
  }

  async bytes(_direction: 'in' | 'out', offset: number, length: number) {
    await Promise.resolve()
    return { offset, bytes: new Uint8Array(Math.min(length, 100_000)).fill(97) }
  }
}

const indexes = (transcript: PageTranscript): number[] =>
  transcript.items.filter((item): item is Message => item.kind === 'message').map(({ index }) => index)
const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

describe('Transcript', () => {
  test('loads all of a short talk, over several answers', async () => {
    const transcript = new PageTranscript(new Workbench(250), () => undefined)
    await transcript.load(250)
    expect(indexes(transcript)).toEqual(upTo(0, 250))
    expect(transcript.primer).toBeUndefined()
  })

  test('what happens while it loads is neither lost nor doubled', async () => {
    const workbench = new Workbench(150)
    const transcript = new PageTranscript(workbench, () => undefined)
    const loading = transcript.load(150)
    workbench.total = 152
    expect(transcript.take(workbench.message(150))).toBe(true)
    expect(transcript.take(workbench.message(151))).toBe(true)
    await loading
    expect(indexes(transcript)).toEqual(upTo(0, 152))
    expect(transcript.take(workbench.message(151))).toBe(true)
    expect(transcript.take(workbench.message(152))).toBe(true)
    expect(transcript.take(workbench.message(154))).toBe(false)
    expect(indexes(transcript)).toEqual(upTo(0, 153))
  })

  test('of a long talk the newest first, older ones when asked for, as far as there are any', async () => {
    const workbench = new Workbench(1_200)
    workbench.historyFrom = 300
    const transcript = new PageTranscript(workbench, () => undefined)
    await transcript.load(1_200)
    expect(indexes(transcript)).toEqual(upTo(700, 1_200))
    expect(transcript.primer?.in.length).toBe(1_024)
    const { generation } = transcript
    expect(await transcript.loadOlder()).toBe(true)
    expect(indexes(transcript)).toEqual(upTo(300, 1_200))
    expect(transcript.generation).toBeGreaterThan(generation)
    expect(await transcript.loadOlder()).toBe(false)
  })

  test('long reads come without their bytes, which are fetched; rows wait for them', async () => {
    let changes = 0
    const transcript = new PageTranscript(new Workbench(3, 250_000), () => changes++)
    await transcript.load(3)
    expect(transcript.ready).toBeLessThan(3)
    for (let i = 0; i < 200 && transcript.ready < 3; i++) await Promise.resolve()
    expect(transcript.ready).toBe(3)
    expect((transcript.items[2] as Message).bytes.length).toBe(250_000)
    expect(changes).toBeGreaterThan(1)
  })

  test('much at once is left with the workbench, and memory stays bounded', async () => {
    const workbench = new Workbench(0, 1_000_000)
    const transcript = new PageTranscript(workbench, () => undefined)
    for (let i = 0; i < 40; i++) transcript.take(workbench.message(i, false))
    for (let i = 0; i < 2_000 && transcript.ready < transcript.items.length; i++) await Promise.resolve()
    const held = transcript.items as readonly Message[]
    expect(held.at(-1)?.index).toBe(39)
    expect(held.some(({ bytes }) => bytes === 'left')).toBe(true)
    const bytes = held.reduce(
      (sum, item) => sum + (typeof item.bytes === 'string' ? 0 : item.bytes.length),
      0,
    )
    expect(bytes).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect(indexes(transcript)).toEqual(upTo(transcript.from, 40))
  })
})
