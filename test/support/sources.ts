import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const ignored = new Set(
  readFileSync(join(root, '.gitignore'), 'utf8')
    .split('\n')
    .map((line) => line.replaceAll('/', ''))
    .filter((name) => name !== ''),
)

/**
 * The files of the repository, from its root, in the order of their names: those that git would list, though neither git nor a clone need
 * be there.
 *
 * @param folder - Only what lies in it.
 */
export function filesOf(folder: string = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== '.git' && !ignored.has(name) && !name.endsWith('.tsbuildinfo'))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? filesOf(path) : [path]
    })
    .sort()
}
