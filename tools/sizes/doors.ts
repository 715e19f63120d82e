import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '../..')

/** What a door of the package is in a browser: everything it exports, bundled and minified with all that it needs. */
export interface DoorSize {
  /** `synfin/wire` */
  readonly door: string
  /** Bytes as they are. */
  readonly bytes: number
  /** Bytes as a web server sends them. */
  readonly gzip: number
}

type Target = string | { readonly browser?: string | null; readonly default?: string | null }

/** The doors that a browser may import, by their names, with their source. Those for Node alone are not among them. */
export function browserDoors(): readonly { readonly door: string; readonly source: string }[] {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string
    exports: Readonly<Record<string, Target>>
  }
  return Object.entries(exports).flatMap(([path, target]) => {
    const file = typeof target === 'string' ? target : (target.browser ?? target.default)
    const [, stem] = /^\.\/dist\/(.+)\.js$/.exec(file ?? '') ?? []
    return stem === undefined
      ? []
      : [{ door: path.replace('.', name), source: join(root, `src/api/${stem}.ts`) }]
  })
}

/**
 * Bundles a door for a browser.
 *
 * @throws {Error} When something in it asks for Node.
 */
export async function sizeOf({
  door,
  source,
}: {
  readonly door: string
  readonly source: string
}): Promise<DoorSize> {
  const bundle = await rolldown({
    input: source,
    platform: 'browser',
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(`${door} in a browser: ${message}`)
    },
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false })
  await bundle.close()
  const code = output.map((part) => (part.type === 'chunk' ? part.code : '')).join('')
  if (/["']node:/.test(code)) throw new Error(`${door} in a browser asks for Node`)
  return { door, bytes: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length }
}
