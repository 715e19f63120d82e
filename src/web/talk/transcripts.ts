import { signal, type Signal } from '@preact/signals'
import { fromBase64 } from '../../charset/index.ts'
import type { TalkMessage, WorkbenchEvent } from '../../protocol/index.ts'
import { workbench } from '../store/workbench.ts'
import { closeNote, eventNote, openNote, stateNote } from './notes.ts'
import { PageTranscript, type ComingMessage } from './transcript/transcript.ts'

/** A transcript and a signal that changes, at most once a frame, when it grew. */
export interface LiveTranscript {
  readonly transcript: PageTranscript
  readonly version: Signal<number>
}

interface Entry extends LiveTranscript {
  /** Until the first load is over, what happens is read from the lists afterwards. */
  isStarting: boolean
}

/** So many talks are kept in the page; the one not looked at for longest goes. */
const KEPT = 8
const entries = new Map<number, Entry>()
let run: string | undefined
let isFollowing = false

/** The transcript of a connection, loaded on first use. */
export function transcriptOf(conn: number): LiveTranscript {
  follow()
  const known = entries.get(conn)
  if (known !== undefined) {
    entries.delete(conn)
    entries.set(conn, known)
    return known
  }
  const version = signal(0)
  const entry: Entry = {
    transcript: new PageTranscript(sourceOf(conn), oncePerFrame(version)),
    version,
    isStarting: true,
  }
  entries.set(conn, entry)
  const oldest = entries.size > KEPT ? entries.keys().next().value : undefined
  if (oldest !== undefined) entries.delete(oldest)
  void start(conn, entry)
  return entry
}

async function start(conn: number, entry: Entry): Promise<void> {
  const { transcript } = entry
  const first = connectionNow(conn)
  if (first === undefined) return
  if (first.messages <= 500) transcript.note(openNote(first))
  await transcript.load(first.messages).catch(() => undefined)
  entry.isStarting = false
  const now = connectionNow(conn)
  if (now === undefined) return
  if (now.messages > first.messages) await transcript.load(now.messages).catch(() => undefined)
  const last = now.close === undefined ? stateNote(now.state, '') : closeNote(now.close, '', now.transport)
  if (last !== undefined) transcript.note(last)
}

function connectionNow(conn: number) {
  return workbench.snapshot.peek().connections.find((one) => one.conn === conn)
}

function sourceOf(conn: number) {
  return {
    async messages(from: number, count: number) {
      const answer = await workbench.request('messages', { conn, from, count })
      return { ...answer, messages: answer.messages.map(coming) }
    },
    async bytes(direction: 'in' | 'out', offset: number, length: number) {
      const limit = workbench.hello.peek()?.limits.rangeBytes ?? length
      const answer = await workbench.request('bytes', {
        conn,
        direction,
        offset,
        length: Math.min(length, limit),
      })
      return { offset: answer.offset, bytes: fromBase64(answer.base64) ?? new Uint8Array(0) }
    },
  }
}

function coming({ index, time, direction, offset, length, base64 }: TalkMessage): ComingMessage {
  const bytes = base64 === undefined ? undefined : fromBase64(base64)
  return { index, time, direction, offset, length, bytes }
}

function oncePerFrame(version: Signal<number>): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    requestAnimationFrame(() => {
      isDue = false
      version.value++
    })
  }
}

/** Hands every event to the transcript that it belongs to. */
function follow(): void {
  if (isFollowing) return
  isFollowing = true
  run = workbench.hello.peek()?.run
  workbench.onEvents((events) => {
    for (const event of events) if ('conn' in event) take(event.conn, event)
  })
  workbench.onFresh(() => {
    const now = workbench.hello.peek()?.run
    if (now !== run) entries.clear()
    run = now
    for (const [conn, { transcript }] of entries) {
      const connection = connectionNow(conn)
      if (connection !== undefined) void transcript.load(connection.messages).catch(() => undefined)
    }
  })
}

function take(conn: number, event: WorkbenchEvent): void {
  const entry = entries.get(conn)
  if (entry === undefined) return
  if (event.type === 'forgotten') {
    entries.delete(conn)
  } else if (event.type === 'data') {
    const isWhole = entry.transcript.take(coming(event))
    if (!isWhole) void entry.transcript.load(event.index + 1).catch(() => undefined)
  } else if (!entry.isStarting) {
    const note = eventNote(event)
    if (note !== undefined) entry.transcript.note(note)
  }
}
