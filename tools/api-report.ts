/**
 * Writes the report of the public API to docs/api, or compares it with what stands there.
 *
 *     npm run api:report
 *     npm run api:check
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PackageTypes } from './api-report/declarations.ts'
import { difference } from './api-report/difference.ts'
import { apiReport } from './api-report/report.ts'
import { bundleTypes } from './bundle-types.ts'
import { publicFiles } from './doors.ts'

const FOLDER = join(import.meta.dirname, '../docs/api')
const doors = publicFiles()
const files = await bundleTypes([...doors.values()])
const types = new PackageTypes(files)
const { pages, problems: found } = apiReport(
  types,
  new Map([...doors].map(([door, file]) => [door, `${file}.d.ts`])),
)

const problems = [...found]
if (process.argv.includes('--check')) {
  const standing = new Map(
    readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]),
  )
  problems.push(...difference(standing, pages))
} else {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text)
}
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else
  console.log([...doors.values()].map((file) => `${file} ${types.exportsOf(`${file}.d.ts`).size}`).join(', '))
