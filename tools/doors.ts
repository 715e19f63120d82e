import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

/** Where a name was declared: `room/file.ts name`. */
export type Origin = string
/** Doors, and what each exports. */
export type Doors = ReadonlyMap<string, ReadonlyMap<string, Origin>>

const texts = new Map<string, string>()
const textOf = (file: string): string => {
  const text = texts.get(file) ?? readFileSync(file, 'utf8')
  texts.set(file, text)
  return text
}

/** @returns The names that a file of `src` exports, each with the place where it is declared. */
export function exportsOf(file: string): Map<string, Origin> {
  const found = new Map<string, Origin>()
  const text = textOf(file)
  const own =
    /^export (?:declare |abstract |async )*(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm
  for (const [, name = ''] of text.matchAll(own)) found.set(name, `${relative(SRC, file)} ${name}`)
  for (const [, names, from = ''] of text.matchAll(/^export (?:type )?(\{[^}]*\}|\*) from '([^']+)'/gm)) {
    const there = exportsOf(join(dirname(file), from))
    if (names === '*') for (const [name, origin] of there) found.set(name, origin)
    for (const [, name = '', as] of (names ?? '').matchAll(/(?:type )?(\w+)(?: as (\w+))?/g)) {
      const origin = there.get(name)
      if (origin !== undefined) found.set(as ?? name, origin)
    }
  }
  return found
}

/** The doors of the rooms: the house's own. */
export const roomDoors = (): Doors =>
  new Map(
    readdirSync(SRC, { withFileTypes: true })
      .filter((one) => one.isDirectory() && one.name !== 'api')
      .map(({ name }) => [name, exportsOf(join(SRC, name, 'index.ts'))]),
  )

/** @returns The doors of the package as package.json names them, `synfin/net` for instance, each with its file in `src/api`. */
export function publicFiles(): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>
  }
  return new Map(
    Object.keys(exports)
      .filter((door) => door !== './package.json')
      .map((door) => [door.replace('.', 'synfin'), door === '.' ? 'index' : door.slice(2)]),
  )
}

/** The doors of the package. */
export const publicDoors = (): Doors =>
  new Map([...publicFiles()].map(([door, file]) => [door, exportsOf(join(SRC, 'api', `${file}.ts`))]))
