import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as v from 'valibot'
import { entry, exportQuery } from '../../protocol/index.ts'
import { type Lang, say } from '../../say/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { type PageFiles, readAsset } from '../assets.ts'
import type { Bench } from '../sessions/bench.ts'
import { refusalOf } from '../gate/door.ts'
import { type Download, exportOf } from './exports.ts'
import { Failure } from '../failure.ts'
import { bearerIn, type Gate } from '../gate/gate.ts'
import { securityHeaders } from '../gate/headers.ts'
import { whatIsWrong } from '../issue.ts'

type Env = { Bindings: HttpBindings }

/** The body of the one request that has one. */
const BODY_BYTES = 4_096

/** What the pages over HTTP are made from. */
export interface Site {
  readonly gate: Gate
  readonly bench: Bench
  readonly lang: Lang
  /** The files of the built page. */
  readonly pages: PageFiles
}

/**
 * The page, the exchange of a token for a key, the downloads, and the lists for programs that want no WebSocket. Its
 * requests have come through the door: their source is checked. The page's files hold no secret; the API needs a key.
 */
export function site({ gate, bench, lang, pages }: Site): Hono<Env> {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(securityHeaders(c.env.incoming.headers.host))) {
      c.res.headers.set(name, value)
    }
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })
  app.post('/api/enter', bodyLimit({ maxSize: BODY_BYTES, onError: badEntry }), async (c) => {
    const parsed = v.safeParse(entry, await c.req.json().catch(() => undefined))
    if (!parsed.success) return badEntry()
    return c.json({ key: gate.exchange(parsed.output.token, addressOf(c)) })
  })
  app.use('/api/*', async (c, next) => {
    const ticket = c.req.path === '/api/export' ? c.req.query('ticket') : undefined
    if (ticket === undefined) gate.checkPass(bearerIn(c.env.incoming.headers), addressOf(c))
    else gate.takeTicket(ticket)
    return next()
  })
  app.get('/api/sessions', (c) => c.json({ ...bench.journal.snapshot, seq: bench.journal.seq }))
  app.get('/api/export', (c) => download(exportOf(bench, readQuery(c.req.query()), lang)))
  app.get('*', async (c) => {
    const asset = await readAsset(pages, c.req.path)
    if (asset === undefined) {
      if (c.req.path === '/') return c.text(say(t.pageMissing, lang), 503)
      throw new Failure('SYNFIN_NO_SUCH', t.noSuchPage, { path: c.req.path })
    }
    c.header('Content-Type', asset.type)
    if (asset.isLasting) c.header('Cache-Control', 'private, max-age=31536000, immutable')
    return c.body(asset.bytes)
  })
  app.notFound((c) => refused(c, new Failure('SYNFIN_NO_SUCH', t.noSuchPage, { path: c.req.path }), lang))
  app.onError((error, c) => refused(c, error, lang))
  return app
}

function addressOf(c: Context<Env>): string {
  return c.env.incoming.socket.remoteAddress ?? ''
}

function badEntry(): never {
  throw new Failure('SYNFIN_MESSAGE', t.badEntry)
}

function readQuery({ ticket: _ticket, ...query }: Record<string, string>): v.InferOutput<typeof exportQuery> {
  const parsed = v.safeParse(exportQuery, query)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new Failure('SYNFIN_MESSAGE', t.badQuery, {
    where: v.getDotPath(issue) ?? '?',
    what: whatIsWrong(issue),
  })
}

function download({ name, type, parts }: Download): Response {
  const iterator = parts[Symbol.iterator]()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
  })
  return new Response(body, {
    headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` },
  })
}

function refused(c: Context<Env>, error: unknown, lang: Lang): Response {
  const { status, headers, body } = refusalOf(error, c.env.incoming, lang)
  return c.body(body, status, headers)
}
