import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesOf } from './support/sources.ts'

/** The source tree against its own rules: what no compiler or linter says. */

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const tracked = filesOf()
const sources = tracked.filter((path) => /^(src|test|bench|examples|tools)\/.*\.tsx?$/.test(path))

interface Room {
  readonly name: string
  readonly platform: string
  readonly uses: readonly string[]
}

/** The table of rooms in docs/architecture.md: `| \`name/\` | platform | uses | job |`. */
const rooms: readonly Room[] = [
  ...read('docs/architecture.md').matchAll(/^\| `(\w+)\/`\s*\| (\w+)\s*\| ([^|]*)\|/gm),
].map(([, name = '', platform = '', uses = '']) => ({ name, platform, uses: uses.match(/\w+/g) ?? [] }))

describe('the rooms', () => {
  const order = rooms.map((room) => room.name)

  it('are those of docs/architecture.md, every one', () => {
    const folders = new Set(
      tracked.map((path) => /^src\/(\w+)\//.exec(path)?.[1]).filter((name) => name !== undefined),
    )
    expect([...folders].sort()).toEqual([...order].sort())
  })

  it.each(rooms)('$name/ imports only rooms above it, as its tsconfig says', ({ name, uses, platform }) => {
    const config = JSON.parse(read(`src/${name}/tsconfig.json`)) as {
      references: { path: string }[]
      compilerOptions: { types?: string[] }
    }
    expect(config.references.map(({ path }) => path.replace('../', '')).sort()).toEqual([...uses].sort())
    for (const used of uses) expect(order.indexOf(used)).toBeLessThan(order.indexOf(name))
    const types = { neutral: [], node: ['node'], browser: ['vite/client'] }[platform]
    expect(config.compilerOptions.types ?? []).toEqual(types)
    expect(read('vitest.config.ts').includes(`'${name}'`)).toBe(platform === 'neutral')
    expect(read('.oxlintrc.json').includes(`"src/${name}/**"`)).toBe(platform === 'neutral')
  })

  it('have one door each: index.ts', () => {
    const back: string[] = []
    for (const path of sources) {
      const own = /^src\/(\w+)\//.exec(path)?.[1]
      for (const [, specifier = ''] of read(path).matchAll(/from '(\.[^']+)'/g)) {
        const target = normalize(join(dirname(path), specifier))
        const other = /^src\/(\w+)\/(.+)$/.exec(target)
        if (other === null || other[1] === own) continue
        const isSupport = path.includes('.test.') || !path.startsWith('src/')
        if (other[2] !== 'index.ts' && !(isSupport && other[2]?.startsWith('testing/'))) {
          // What tests or measures a room may look inside it.
          if (!/^(test|bench|tools)\//.test(path)) back.push(`${path} -> ${target}`)
        }
      }
    }
    expect(back).toEqual([])
  })
})

describe('the source', () => {
  it('has no mark of unfinished work', () => {
    const mark = /\b(TODO|FIXME|XXX|HACK)\b|\.(only)\(|not yet implemented/
    expect(sources.filter((path) => path !== 'test/tidy.test.ts' && mark.test(read(path)))).toEqual([])
  })

  it('has no mark of a merge that was left half done', () => {
    const mark = /^(<{7}|>{7}|\|{7})( |$)/m
    // A file with a NUL byte is not text.
    const left = tracked.filter((path) => {
      const text = read(path)
      return mark.test(text) && !text.includes('\0')
    })
    expect(left).toEqual([])
  })

  it('names no machine and no registry', () => {
    const texts = tracked.filter((path) => /\.(tsx?|md|json|ya?ml)$/.test(path) || path.startsWith('.ci/'))
    const trace = /\x2fwork\x2f|\x2froot\x2f|resolved\x22: \x22http/
    expect(texts.filter((path) => trace.test(read(path)))).toEqual([])
  })
})

/** JSON for a program's own eyes: a script's variables, iperf3's control connection. */
const NOT_SHOWN = new Set(['src/drill/code/evaluate.ts', 'src/interop/iperf3.ts'])

describe('what other people wrote', () => {
  const product = sources.filter((path) => path.startsWith('src/') && !/\.test\.|\/testing\//.test(path))
  const TABLE = /\b(\w+)\??: (?:Readonly<|Partial<)*(?:Record<string,|\{ (?:readonly )?\[\w+: string\])/g
  /** The names of what may have any key: declared in the file, or exported by another and imported. */
  const openTables = (path: string): string[] => {
    const own = [...read(path).matchAll(TABLE)].map(([, name = '']) => name)
    const imports = [...read(path).matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(
      ([, names = '']) => names.match(/\w+/g) ?? [],
    )
    return [...own, ...imports.filter((name) => exported.has(name))]
  }
  const exported = new Set(
    product.flatMap((path) =>
      [...read(path).matchAll(/export const (\w+): (?:Readonly<|Partial<)*Record<string,/g)].map(
        ([, name]) => name,
      ),
    ),
  )
  const withMatch = (paths: readonly string[], pattern: RegExp): string[] =>
    paths.filter((path) => pattern.test(read(path)))

  it('reaches a terminal through the one place that shows its control characters', () => {
    const commands = product.filter((path) => path.startsWith('src/cli/'))
    expect(withMatch(commands, /std(out|err)\b[^\n]{0,20}\.write\(|console\./)).toEqual([
      // A sentence without arguments, for when no module can be read any more.
      'src/cli/main.ts',
      'src/cli/talk/screen.ts',
      'src/cli/terminal.ts',
    ])
  })

  it('is written as JSON by the one writer that escapes what a terminal obeys', () => {
    const shown = product.filter((path) =>
      /^src\/(cli|say|charset|interop|lab|drill|trace|capture)\//.test(path),
    )
    expect(withMatch(shown, /JSON\.stringify\(/).filter((path) => !NOT_SHOWN.has(path))).toEqual([
      'src/say/json.ts',
    ])
  })

  it('indexes a table by its own keys alone', () => {
    expect(withMatch(product, /Object\.hasOwn\(/)).toEqual(['src/base/own.ts'])
    const found = product.flatMap((path) => {
      const code = read(path).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '')
      const named = [...openTables(path)].map((name) => String.raw`\b${name}\[(?!['\]\d])[^\]]*\](?! =[^=])`)
      const asked = [...code.matchAll(/^(?:export )?const (\w+)/gm)].map(
        ([, name]) => String.raw`\b\w+ in ${name}\b`,
      )
      return [
        String.raw`\[[^\]\n]* as keyof [^\]\n]*\]`,
        ...named,
        ...asked,
        String.raw`\b\w+ in \w+(Words|Sentences)\b`,
      ]
        .flatMap((pattern) => [...code.matchAll(new RegExp(pattern, 'g'))])
        .map(([text]) => `${path}: ${text}`)
    })
    expect(found).toEqual([])
  })
})

describe('the documents', () => {
  const pages = tracked.filter((path) => path.endsWith('.md'))

  it.each(pages)('%s has one title and no dead link', (path) => {
    const text = read(path).replace(/^```[\s\S]*?^```/gm, '')
    expect(text.match(/^# /gm) ?? []).toHaveLength(1)
    const dead = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !existsSync(join(root, dirname(path), link)))
    expect(dead).toEqual([])
  })

  it('README.md and README.zh-CN.md say the same things in the same order', () => {
    const shape = (path: string): string[] => {
      const text = read(path)
      const code = text.match(/^```[\s\S]*?^```/gm) ?? []
      return [...(text.match(/^#+(?= )/gm) ?? []), ...code.map((block) => block.split('\n')[0] ?? '')]
    }
    expect(shape('README.zh-CN.md')).toEqual(shape('README.md'))
  })

  it('the newest entry of CHANGELOG.md is the version of package.json', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string }
    expect(/^## \[(\d+\.\d+\.\d+)\]/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version)
  })
})
