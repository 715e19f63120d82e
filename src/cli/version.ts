import { readFileSync } from 'node:fs'

/** The package's version; package.json is its one source, and lies two folders up from src/cli and from dist/chunks alike. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version
