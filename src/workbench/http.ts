import { own } from '../base/index.ts'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import { exportQuery } from '../protocol/index.ts'
import { type Lang, say, workbenchSentences as t } from '../text/index.ts'
import { readAsset } from './assets.ts'
import type { Bench } from './bench.ts'
import { type Download, exportOf } from './exports.ts'
import { Failure, faultOf } from './failure.ts'
import type { Gate } from './gate.ts'
import { securityHeaders } from './headers.ts'

type Env = { Bindings: HttpBindings }

/** What the pages over HTTP are made from. */
export interface Site {
  readonly gate: Gate
  readonly bench: Bench
  readonly lang: Lang
  /** Where the built page lies. */
  readonly pages: string
}

const STATUS: Readonly<Record<string, 400 | 401 | 403 | 404 | 421>> = {
  SYNFIN_TOKEN: 401,
  SYNFIN_ORIGIN: 403,
  SYNFIN_HOST: 421,
  SYNFIN_NO_SUCH: 404,
}

/** The page, the downloads, and the lists for programs that want no WebSocket. Everything is a GET. */
export function site({ gate, bench, lang, pages }: Site): Hono<Env> {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(securityHeaders(c.req.header('host') ?? ''))) {
      c.res.headers.set(name, value)
    }
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })
  app.use(async (c, next) => {
    const { headers } = c.env.incoming
    gate.checkSource(headers)
    const token = c.req.query('token')
    if (c.req.path === '/' && token !== undefined) return enter(c, gate, token)
    gate.checkPass(headers)
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
  app.notFound((c) => refuse(c, new Failure('SYNFIN_NO_SUCH', t.noSuchPage, { path: c.req.path }), lang))
  app.onError((error, c) => refuse(c, error, lang))
  return app
}

/** Why a WebSocket may not be opened; undefined when it may. */
export function socketProblem(request: IncomingMessage, gate: Gate): unknown {
  try {
    gate.checkSource(request.headers)
    gate.checkPass(request.headers)
    return undefined
  } catch (error) {
    return error
  }
}

/** The link's token becomes a cookie, and goes from the address bar. */
function enter(c: Context<Env>, gate: Gate, token: string): Response {
  const cookie = gate.exchange(token, c.env.incoming.headers)
  if (cookie !== undefined) c.header('Set-Cookie', cookie)
  return c.redirect('./', 303)
}

function readQuery(query: Record<string, string>): v.InferOutput<typeof exportQuery> {
  const parsed = v.safeParse(exportQuery, query)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new Failure('SYNFIN_MESSAGE', t.badQuery, { where: v.getDotPath(issue) ?? '?', what: issue.message })
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

/** A person gets a sentence, a program JSON. */
function refuse(c: Context<Env>, error: unknown, lang: Lang): Response {
  const fault = faultOf(error, lang)
  const status = statusOf(error)
  if (wantsPage(c.env.incoming.headers)) {
    const hint = fault.code === 'SYNFIN_TOKEN' ? `\n${say(t.tokenHint, lang)}` : ''
    return c.text(`${fault.message}${hint}\n`, status)
  }
  return c.json({ error: fault }, status)
}

export function statusOf(error: unknown): 400 | 401 | 403 | 404 | 421 | 500 {
  if (!(error instanceof Error) || !('code' in error)) return 500
  return own(STATUS, String(error.code)) ?? 400
}

function wantsPage(headers: IncomingHttpHeaders): boolean {
  return headers.accept?.includes('text/html') === true
}
