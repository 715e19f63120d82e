import { dirname, join } from 'node:path'
import { parseAst } from 'rolldown/parseAst'

/** A declaration of a `.d.ts` file: all overloads of a function together. */
export interface Declaration {
  readonly name: string
  /** The comment of its first form; '' when it has none. */
  readonly doc: string
  /** As it stands, with its comments, without what is private. */
  readonly text: string
  /** Its members that have no words of their own; what its own code calls (`_read`) is left out. */
  readonly bareMembers: readonly { readonly name: string; readonly isCall: boolean }[]
}

/** What a `.d.ts` file of the bundle declares, imports and exports. */
interface TypesFile {
  readonly declarations: ReadonlyMap<string, Declaration>
  /** The local name of what another file of the bundle declares: that file, and the name it exports it by. */
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>
  /** The exported name: the local name. */
  readonly exports: ReadonlyMap<string, string>
}

interface Member {
  readonly type: string
  readonly kind?: string
  readonly start: number
  readonly end: number
  readonly key?: {
    readonly type: string
    readonly name?: string
    readonly start: number
    readonly end: number
  }
}

/** The few shapes of the syntax tree that are looked at. */
interface Statement {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly body?: { readonly start: number; readonly body?: readonly Member[] } | null
  readonly source?: { readonly value: string } | null
  readonly id?: { readonly name: string } | null
  readonly declarations?: readonly { readonly id: { readonly name: string } }[]
  readonly specifiers?: readonly {
    readonly local: { readonly name: string }
    readonly imported?: { readonly name: string }
    readonly exported?: { readonly name: string }
  }[]
}

/** @throws {Error} For a file that is no TypeScript. */
function readTypes(file: string, code: string): TypesFile {
  const { body } = parseAst(code, { lang: 'dts' }) as unknown as { readonly body: readonly Statement[] }
  const declarations = new Map<string, Declaration>()
  const imports = new Map<string, { file: string; name: string }>()
  const exports = new Map<string, string>()
  let before = 0
  for (const statement of body) {
    const doc = /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*$/.exec(code.slice(before, statement.start))?.[0].trim() ?? ''
    before = statement.end
    if (statement.type === 'ImportDeclaration') {
      const from = statement.source?.value ?? ''
      if (!from.startsWith('.')) continue
      const target = join(dirname(file), from.replace(/\.js$/, '.d.ts'))
      for (const { local, imported } of statement.specifiers ?? []) {
        imports.set(local.name, { file: target, name: imported?.name ?? 'default' })
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of statement.specifiers ?? []) {
        exports.set(exported?.name ?? local.name, local.name)
      }
    } else {
      const name = statement.id?.name ?? statement.declarations?.[0]?.id.name ?? ''
      const own = withoutPrivate(code.slice(statement.start, statement.end))
      const earlier = declarations.get(name)
      const text = doc === '' ? own : `${doc}\n${own}`
      declarations.set(
        name,
        earlier === undefined
          ? { name, doc, text, bareMembers: bareMembers(statement, code) }
          : { ...earlier, text: `${earlier.text}\n${text}` },
      )
    }
  }
  return { declarations, imports, exports }
}

function bareMembers({ body }: Statement, code: string): { name: string; isCall: boolean }[] {
  let before = body === undefined || body === null ? 0 : body.start + 1
  return (body?.body ?? []).flatMap(({ type, kind, start, end, key }) => {
    const has = code.slice(before, start).includes('/**')
    before = end
    if (has || key === undefined || key.type === 'PrivateIdentifier') return []
    const name = code.slice(key.start, key.end)
    const isCall = type === 'TSMethodSignature' || (type === 'MethodDefinition' && kind === 'method')
    return name.startsWith('_') ? [] : [{ name, isCall: isCall || type === 'TSAbstractMethodDefinition' }]
  })
}

/** Nor is the wording of a sentence part of the API: its name is. */
function withoutPrivate(text: string): string {
  return text
    .replaceAll(/^( +readonly (?:en|zh): )(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*');$/gm, '$1string;')
    .replaceAll(/^ +#private;?\n/gm, '')
    .replaceAll(/^ +private [^\n]*\n/gm, '')
}

/** The types of the whole package, as they were bundled. */
export class PackageTypes {
  readonly #files: ReadonlyMap<string, TypesFile>

  /** @param files - Their texts by their names, which imports are relative to. */
  constructor(files: ReadonlyMap<string, string>) {
    this.#files = new Map([...files].map(([file, code]) => [file, readTypes(file, code)]))
  }

  /** @returns What a door exports, by name. @throws {Error} When a name leads nowhere. */
  exportsOf(file: string): ReadonlyMap<string, Declaration> {
    const { exports } = this.#file(file)
    return new Map([...exports].map(([name, local]) => [name, this.#resolve(file, local)]))
  }

  /** @returns The declarations that these name in their signatures, without themselves. */
  namedBy(declarations: ReadonlySet<Declaration>): readonly Declaration[] {
    const named = new Set<Declaration>()
    for (const [file, types] of this.#files) {
      for (const declaration of types.declarations.values()) {
        if (!declarations.has(declaration)) continue
        const code = declaration.text.replaceAll(/\/\*[\s\S]*?\*\//g, '')
        for (const word of new Set(code.match(/[A-Za-z_$][\w$]*/g))) {
          if (!types.declarations.has(word) && !types.imports.has(word)) continue
          const found = this.#resolve(file, word)
          if (!declarations.has(found)) named.add(found)
        }
      }
    }
    return [...named]
  }

  #resolve(file: string, local: string): Declaration {
    const { declarations, imports } = this.#file(file)
    const own = declarations.get(local)
    if (own !== undefined) return own
    const there = imports.get(local)
    const name = there && this.#file(there.file).exports.get(there.name)
    if (there === undefined || name === undefined) throw new Error(`${file}: nobody declares ${local}`)
    return this.#resolve(there.file, name)
  }

  #file(name: string): TypesFile {
    const found = this.#files.get(name)
    if (found === undefined) throw new Error(`no file ${name} in the bundle`)
    return found
  }
}
