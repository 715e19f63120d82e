import type { Declaration, PackageTypes } from './declarations.ts'

/** The pages of the report by their names, and what is wrong with the API. */
export interface ApiReport {
  readonly pages: ReadonlyMap<string, string>
  readonly problems: readonly string[]
}

/**
 * Writes down what the package promises: each name with its signature and its words, and the types that the signatures name.
 *
 * @param doors - `synfin/net` and its file in the bundle, `net.d.ts`.
 */
export function apiReport(types: PackageTypes, doors: ReadonlyMap<string, string>): ApiReport {
  const pages = new Map<string, string>()
  const problems: string[] = []
  const named = new Set<Declaration>()
  for (const [door, file] of doors) {
    const exported = [...types.exportsOf(file)].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, declaration] of exported) {
      named.add(declaration)
      if (declaration.doc === '') problems.push(`${door}: ${name} is not documented`)
      // Of the first door every member, of the others what can be called.
      for (const { name: member, isCall } of declaration.bareMembers) {
        if (isCall || door === 'synfin') problems.push(`${door}: ${member} of ${name} is not documented`)
      }
    }
    pages.set(
      `${file.replace('.d.ts', '')}.api.md`,
      page(
        door,
        `${exported.length} names of \`${door}\`.`,
        exported.map(([, declaration]) => declaration),
      ),
    )
  }
  const rest = [...types.namedBy(named)].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.text < b.text ? -1 : 1,
  )
  const intro =
    'Types without a public name that the signatures name: what they have is promised, what they are called is not.'
  pages.set('parts.api.md', page('Parts', intro, rest))
  return { pages, problems }
}

function page(title: string, intro: string, declarations: readonly Declaration[]): string {
  const note =
    'Written by `npm run api:report`, compared by `npm run api:check`: a change here is a change of the API.'
  return `# ${title}\n\n${intro} ${note}\n\n\`\`\`ts\n${declarations.map(({ text }) => text).join('\n\n')}\n\`\`\`\n`
}
