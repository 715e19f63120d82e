import * as v from 'valibot'
import { lang } from './parts.ts'

/** `GET api/export?…`: what a file is made of. Numbers come as text, as in any address. */
const number = v.pipe(v.string(), v.regex(/^[1-9]\d{0,15}$/), v.transform(Number))

/** Of the times in a text and in the file's name: the reader's time zone (`Asia/Shanghai`). Default: UTC. */
const zone = v.optional(v.pipe(v.string(), v.maxLength(64)))

export const exportQuery = v.variant('format', [
  /** A talk as a person reads it, in the charset given (`auto` reads each connection by itself). */
  v.strictObject({
    format: v.literal('text'),
    conn: number,
    charset: v.optional(v.pipe(v.string(), v.maxLength(40))),
    zone,
  }),
  /** A talk as JSON lines: the events of docs/json.md. */
  v.strictObject({
    format: v.literal('jsonl'),
    conn: number,
    charset: v.optional(v.pipe(v.string(), v.maxLength(40))),
    zone,
  }),
  /** The bytes of one direction, and nothing else. */
  v.strictObject({ format: v.literal('bytes'), conn: number, direction: v.picklist(['in', 'out']), zone }),
  /** The packets of a capture, or those of it that belong to a connection, with comments. */
  v.strictObject({
    format: v.literal('pcapng'),
    capture: number,
    conn: v.optional(number),
    /** Of the comments. Default: the workbench's. */
    lang: v.optional(lang),
    zone,
  }),
])
export type ExportQuery = v.InferOutput<typeof exportQuery>

/**
 * @param ticket - What lets a link in that a browser follows (the request `ticket`); a program sends its key instead.
 * @returns The address of a download, relative to the page.
 */
export function exportPath(query: ExportQuery, ticket?: string): string {
  const pairs = Object.entries({ ...query, ticket })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return `api/export?${pairs.join('&')}`
}
