import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { examplesIn, outputFault } from '../tools/docs-examples.ts'

const root = join(import.meta.dirname, '..')
const pages = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
]
// In the repository, for the types of Node are found from there upwards.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
const folder = mkdtempSync(join(root, 'node_modules/.cache/docs-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** As strict as the compiler can be for a reader, who copies an example into a file of his own. */
const OPTIONS = {
  noUncheckedIndexedAccess: true,
  noUnusedLocals: false,
  noPropertyAccessFromIndexSignature: true,
  types: ['node'],
  lib: ['es2023'],
  moduleDetection: 'force',
  rootDir: root,
}

it('every example of the documentation compiles as it stands', { timeout: 120_000 }, async () => {
  const files = pages.filter((page) => page.endsWith('.md')).flatMap(examplesOf)
  expect(files.length).toBeGreaterThan(10)
  const config = {
    extends: join(root, 'tsconfig.test.json'),
    compilerOptions: OPTIONS,
    include: [`${root}/src/*/platform.d.ts`],
    exclude: [],
    files,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  expect(await compile()).toBe('')
})

it('what an example says it prints is compared with what it prints', () => {
  const code = 'for (const n of [5, 6]) {\n  console.log(n)\n}\n// 5\n// 6\nconsole.log(1 + 1) // 2: a sum\n'
  expect(outputFault(code, '5\n6\n2\n')).toBeUndefined()
  expect(outputFault(code, '5\n7\n2\n')).toContain('says "6"')
  expect(outputFault(code, '5\n6\n')).toContain('says "2: a sum"')
})

/** Writes each example of a page to a file. @returns The files' names, which say the page and the line. */
function examplesOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return examplesIn(page, text).map(({ name, code }) => {
    // An example of the house itself imports a room, as a file in docs/ would.
    writeFileSync(join(folder, `${name}.ts`), code.replaceAll("from '../src/", `from '${root}/src/`))
    return `${name}.ts`
  })
}

/** @returns What the compiler says; '' when nothing. */
function compile(): Promise<string> {
  return new Promise((resolve) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], (_error, out) => resolve(out))
  })
}
