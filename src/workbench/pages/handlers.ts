import {
  LIMITS,
  type ListenerInfo,
  type RequestOf,
  type RequestType,
  type ResultOf,
} from '../../protocol/index.ts'
import type { Lang } from '../../say/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { bufferFromBase64, bufferToBase64 } from '../../host/index.ts'
import type { Bench } from '../sessions/bench.ts'
import { Failure, faultOf } from '../failure.ts'
import type { Kept } from '../history/history.ts'
import type { Notebooks } from '../notebook.ts'

/** What the answer to a request is made from. */
export interface RequestContext {
  readonly bench: Bench
  readonly notebooks: Notebooks
  /** Lets in one download. */
  readonly ticket: () => string
  readonly lang: Lang
  /** The page that asks speaks this language from now on. */
  readonly setLang: (lang: Lang) => void
}

type Handler<Type extends RequestType> = (
  request: RequestOf<Type>,
  context: RequestContext,
) => ResultOf<Type> | Promise<ResultOf<Type>>

/** How each request is answered. */
export const handlers: { readonly [Type in RequestType]: Handler<Type> } = {
  sessions: (_request, { bench: { journal } }) => ({ ...journal.snapshot, seq: journal.seq }),
  language: ({ lang }, { setLang }) => {
    setLang(lang)
    return {}
  },
  ticket: (_request, { ticket }) => ({ ticket: ticket() }),
  listen: async (request, { bench, lang }) => {
    const { conn, captureProblem } = await bench.listeners.listen(request, lang)
    return { listener: bench.journal.listener(conn) as ListenerInfo, ...problem(captureProblem, lang) }
  },
  connect: async (request, { bench, lang }) => {
    const { conn, captureProblem } = await bench.connections.connect(request, lang)
    return { connection: bench.connections.info(conn), ...problem(captureProblem, lang) }
  },
  // Not async themselves: what waits for a peer holds the bytes, not their base64 beside them.
  send: ({ to, base64, repeat }, context) => send(context, to, bytesOf(base64), repeat),
  sendTo: ({ listener, host, port, base64 }, context) =>
    sendTo(context, { listener, host, port }, bytesOf(base64)),
  stopRepeat: ({ repeat }, { bench }) => nothing(bench.repeats.stop(repeat)),
  finish: ({ conn }, { bench }) => nothing(bench.connections.get(conn).finish()),
  halfClose: async ({ conn }, { bench }) => nothing(await bench.connections.get(conn).halfClose()),
  reset: ({ conn }, { bench }) => nothing(bench.connections.get(conn).reset()),
  stopReading: ({ conn }, { bench }) => nothing(bench.connections.get(conn).stopReading()),
  resumeReading: ({ conn }, { bench }) => nothing(bench.connections.get(conn).resumeReading()),
  stopListening: ({ conn }, { bench }) => nothing(bench.listeners.stop(conn)),
  forget: ({ conn }, { bench }) => nothing(bench.forget(conn)),
  rules: ({ conn, rules }, { bench }) => nothing(bench.listeners.setRules(conn, rules)),
  messages: ({ conn, from, count }, { bench }) => messagesOf(bench, conn, from, count),
  bytes: ({ conn, direction, offset, length }, { bench }) => {
    const range = bench.connections.history(conn).bytes(direction, offset, length)
    return { offset: range.offset, base64: bufferToBase64(range.bytes) }
  },
  startCapture: async (request, { bench, lang }) => ({
    capture: await bench.captures.start(bench.captureTargetOf(request), lang),
  }),
  stopCapture: async ({ capture }, { bench }) => nothing(await bench.captures.get(capture).stop()),
  forgetCapture: async ({ capture }, { bench }) => nothing(await bench.captures.forget(capture)),
  packets: ({ capture, from, count }, { bench }) => {
    const found = bench.captures.get(capture)
    return { ...found.range(from, count), total: found.info.packets }
  },
  snippets: (_request, { notebooks: { snippets }, lang }) => ({
    snippets: snippets.list(lang),
    file: snippets.file,
  }),
  saveSnippet: ({ snippet }, asked) =>
    changedSnippets(asked, asked.notebooks.snippets.save(snippet, asked.lang)),
  deleteSnippet: ({ name }, asked) =>
    changedSnippets(asked, asked.notebooks.snippets.delete(name, asked.lang)),
  runs: (_request, { notebooks: { runs }, lang }) => ({ runs: runs.list(lang), file: runs.file }),
  saveRun: ({ run }, asked) => changedRuns(asked, asked.notebooks.runs.save(run, asked.lang)),
  deleteRun: ({ name }, asked) => changedRuns(asked, asked.notebooks.runs.delete(name, asked.lang)),
}

function nothing(_done: void): Record<string, never> {
  return {}
}

function problem(error: unknown, lang: Lang): { captureProblem?: ReturnType<typeof faultOf> } {
  return error === undefined ? {} : { captureProblem: faultOf(error, lang) }
}

function bytesOf(base64: string): Uint8Array {
  const bytes = bufferFromBase64(base64)
  if (bytes.length === 0) throw new Failure('SYNFIN_BAD_INPUT', t.nothingToSend)
  if (bytes.length > LIMITS.sendBytes) {
    throw new Failure('SYNFIN_TOO_LARGE', t.tooLong, { length: bytes.length, limit: LIMITS.sendBytes })
  }
  return bytes
}

async function send(
  { bench, lang }: RequestContext,
  to: RequestOf<'send'>['to'],
  bytes: Uint8Array,
  repeat: RequestOf<'send'>['repeat'],
): Promise<ResultOf<'send'>> {
  if (repeat !== undefined) bench.repeats.check()
  const { sent, failed } = await bench.connections.send(to, bytes)
  const faults = failed.map(({ conn, error }) => ({ conn, error: faultOf(error, lang) }))
  if (repeat === undefined || sent.length === 0) return { sent, failed: faults }
  const number = bench.repeats.start({
    to: sent,
    everyMillis: repeat.everyMillis,
    times: repeat.times,
    length: bytes.length,
    send: () => sendAgain(bench, to, bytes),
  })
  return { sent, failed: faults, repeat: number }
}

async function sendTo(
  { bench, lang }: RequestContext,
  to: Pick<RequestOf<'sendTo'>, 'listener' | 'host' | 'port'>,
  bytes: Uint8Array,
): Promise<ResultOf<'sendTo'>> {
  return { conn: await bench.listeners.sendTo(to, bytes, lang) }
}

async function sendAgain(bench: Bench, to: RequestOf<'send'>['to'], bytes: Uint8Array): Promise<boolean> {
  try {
    return (await bench.connections.send(to, bytes)).sent.length > 0
  } catch {
    return false
  }
}

function messagesOf(bench: Bench, conn: number, from: number, count: number): ResultOf<'messages'> {
  const history = bench.connections.history(conn)
  const messages: ResultOf<'messages'>['messages'] = []
  let bytes = 0
  for (const kept of history.messages(from)) {
    bytes += kept.bytes.length
    // One that is longer than an answer may be is told without its bytes: they are asked for in ranges.
    if (messages.length > 0 && bytes > LIMITS.rangeBytes) break
    messages.push(messageOf(kept))
    if (messages.length >= count) break
  }
  return { messages, total: history.total, historyFrom: history.historyFrom }
}

function messageOf({
  index,
  millis,
  direction,
  offset,
  bytes,
}: Kept): ResultOf<'messages'>['messages'][number] {
  return {
    index,
    time: new Date(millis).toISOString(),
    direction,
    offset,
    length: bytes.length,
    base64: bytes.length <= LIMITS.rangeBytes ? bufferToBase64(bytes) : undefined,
  }
}

function changedSnippets(
  { bench, notebooks }: RequestContext,
  snippets: ResultOf<'snippets'>['snippets'],
): ResultOf<'snippets'> {
  bench.journal.emit({ type: 'snippets', snippets })
  return { snippets, file: notebooks.snippets.file }
}

function changedRuns({ bench, notebooks }: RequestContext, runs: ResultOf<'runs'>['runs']): ResultOf<'runs'> {
  bench.journal.emit({ type: 'runs', runs })
  return { runs, file: notebooks.runs.file }
}
