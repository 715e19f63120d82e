import { expect, it } from 'vitest'
import { PackageTypes } from '../tools/api-report/declarations.ts'
import { difference } from '../tools/api-report/difference.ts'
import { apiReport } from '../tools/api-report/report.ts'

const chunk = `interface Unseen { readonly deep: number }
/** How. */
interface Options { readonly port: number }
interface Bare { readonly x: Options }
declare class Box {
  #private;
  /** Closes it. Unlike Unseen. */
  close(): void;
}
export { Options as a, Bare as b, Box as c };`
const door = `import { a as Options, b as Bare, c as Box } from "./types/x.js";
/** Opens. */
declare function open(options: Options): Box;
declare function open(): Box;
export { Bare, open };`

const report = (doorText: string, chunkText = chunk): ReturnType<typeof apiReport> =>
  apiReport(
    new PackageTypes(
      new Map([
        ['net.d.ts', doorText],
        ['types/x.d.ts', chunkText],
      ]),
    ),
    new Map([['synfin/net', 'net.d.ts']]),
  )

it('the API report has the names of a door with all their forms, and what they are made of', () => {
  const { pages } = report(door)
  const own = pages.get('net.api.md') ?? ''
  expect(own).toContain('2 names of `synfin/net`.')
  expect(own).toContain(
    '/** Opens. */\ndeclare function open(options: Options): Box;\ndeclare function open(): Box;',
  )
  expect(own).not.toContain('class Box')
  // What only the parts are made of is not written down.
  expect(pages.get('parts.api.md')).not.toContain('interface Unseen')
  expect(pages.get('parts.api.md')).toContain(
    'declare class Box {\n  /** Closes it. Unlike Unseen. */\n  close(): void;\n}',
  )
})

it('a public name without a word about it is a problem; a part may be without', () => {
  expect(report(door).problems).toEqual(['synfin/net: Bare is not documented'])
  expect(report(door, chunk.replace('interface Bare', '/** Of it. */\ninterface Bare')).problems).toEqual([])
})

it('what can be called is documented; of synfin itself every member', () => {
  const bare = chunk
    .replace('  /** Closes it. Unlike Unseen. */\n', '')
    .replace('interface Bare', '/** Of it. */\ninterface Bare')
  const exporting = door.replace('export { Bare, open }', 'export { Bare, Box, open }')
  const texts = new Map([
    ['net.d.ts', exporting],
    ['types/x.d.ts', bare.replace('declare class Box', '/** Box. */\ndeclare class Box')],
  ])
  const problems = (name: string): readonly string[] =>
    apiReport(new PackageTypes(texts), new Map([[name, 'net.d.ts']])).problems
  expect(problems('synfin/net')).toEqual(['synfin/net: close of Box is not documented'])
  expect(problems('synfin')).toEqual([
    'synfin: x of Bare is not documented',
    'synfin: close of Box is not documented',
  ])
})

it('what has changed is shown, with what to do', () => {
  const { pages } = report(door)
  expect(difference(pages, pages)).toEqual([])
  const changed = report(door.replace('open(): Box', 'open(late?: boolean): Box')).pages
  expect(difference(pages, changed)).toEqual([
    'docs/api/net.api.md',
    '  - declare function open(): Box;',
    '  + declare function open(late?: boolean): Box;',
    expect.stringContaining('npm run api:report'),
  ])
})
