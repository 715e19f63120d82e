import { own } from '../base/index.ts'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { getAsset, isSea } from 'node:sea'
import { fileURLToPath } from 'node:url'

/** A file of the page by its path inside it, `/index.html`; undefined when there is none. */
export type PageFiles = (inside: string) => Promise<Uint8Array | undefined>

/** The page in a folder. */
export function filesIn(folder: string): PageFiles {
  return async (inside) => {
    const file = join(folder, inside)
    try {
      return (await stat(file)).isFile() ? await readFile(file) : undefined
    } catch {
      return undefined
    }
  }
}

/** The page of this program: where `vite build` puts it, seen from dist/chunks and from src/workbench alike, or in the executable. */
export function ownPage(): PageFiles {
  return isSea() ? insideExecutable : filesIn(fileURLToPath(new URL('../../dist/web/', import.meta.url)))
}

function insideExecutable(inside: string): Promise<Uint8Array | undefined> {
  try {
    return Promise.resolve(new Uint8Array(getAsset(`web${inside}`)))
  } catch {
    return Promise.resolve(undefined)
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.pcapng': 'application/x-pcapng',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

/** A file of the page. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** Its name changes with its content, so a browser may keep it. */
  readonly isLasting: boolean
}

/** What the names of the page's files are made of: no `..`, no `\\`, no `:`, no NUL, so no system reads more into one. */
const PLAIN = /^(?:\/[a-z0-9_][\w.-]*)+$/i

/** What the page looks for before it looks for a workbench: a copy of its files on any web host has none. */
const MARK = '<meta name="synfin-workbench" />'

/** @param path - As in the address, decoded. @returns Undefined when the page has no such file. */
export async function readAsset(files: PageFiles, path: string): Promise<Asset | undefined> {
  const inside = path === '/' ? '/index.html' : path
  const type = PLAIN.test(inside) ? own(TYPES, extname(inside)) : undefined
  if (type === undefined) return undefined
  const read = await files(inside)
  if (read === undefined) return undefined
  const bytes = new Uint8Array(read)
  return {
    bytes: inside === '/index.html' ? marked(bytes) : bytes,
    type,
    isLasting: inside.startsWith('/assets/'),
  }
}

function marked(html: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(html).replace('<head>', `<head>${MARK}`)
  return new Uint8Array(new TextEncoder().encode(text))
}
