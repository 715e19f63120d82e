import { readFileSync } from 'node:fs'
import { getAsset, isSea } from 'node:sea'

/** package.json lies two folders up from src/cli and from dist/chunks alike; a single executable has it inside. */
const manifest = (): string =>
  isSea()
    ? getAsset('package.json', 'utf8')
    : readFileSync(new URL('../../package.json', import.meta.url), 'utf8')

/** The package's version; package.json is its one source. */
export const VERSION: string = (JSON.parse(manifest()) as { version: string }).version
