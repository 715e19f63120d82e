/** Writes the manual pages and the completions of shells into dist/, out of the program itself. A part of `npm run build`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { manualFiles } from './manual/write.ts'

const dist = join(import.meta.dirname, '../dist')
for (const folder of ['man', 'completions']) rmSync(join(dist, folder), { recursive: true, force: true })
for (const [path, text] of Object.entries(await manualFiles())) {
  mkdirSync(dirname(join(dist, path)), { recursive: true })
  writeFileSync(join(dist, path), text)
}
