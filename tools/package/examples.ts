import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DocsExample, examplesIn, outputFault } from '../docs-examples.ts'
import { attempt, bin, compile, NODE_TYPES } from './place.ts'

const ROOT = join(import.meta.dirname, '../..')

/** @returns Every TypeScript block of the READMEs and of docs. */
export function allExamples(): DocsExample[] {
  const pages = readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
  return ['README.md', 'README.zh-CN.md', ...pages].flatMap((page) =>
    examplesIn(page, readFileSync(join(ROOT, page), 'utf8')),
  )
}

/**
 * Compiles the examples against the installed package. Those of the house itself stay where the rooms are.
 *
 * @param place - The folder in which the package is installed.
 * @returns The files to run, in JavaScript, with what their examples say.
 */
export function compileExamples(
  place: string,
): readonly { readonly file: string; readonly example: DocsExample }[] {
  const shown = allExamples().filter(({ isInternal }) => !isInternal)
  mkdirSync(join(place, 'examples'))
  for (const { name, code } of shown) writeFileSync(join(place, 'examples', `${name}.ts`), code)
  const options = [
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
    '--module',
    'nodenext',
    '--moduleDetection',
    'force',
  ]
  compile(
    place,
    shown.map(({ name }) => `examples/${name}.ts`),
    [...options, '--outDir', 'examples-js', '--rootDir', 'examples', ...NODE_TYPES],
  )
  return shown
    .filter(({ runs }) => runs)
    .map((example) => ({ file: join(place, 'examples-js', `${example.name}.js`), example }))
}

/** @returns What is wrong with an example's run; undefined when it prints what it says. */
export function runExample(node: string, file: string, { name, code }: DocsExample): string | undefined {
  const { printed, fault } = attempt(node, [file], join(file, '..'))
  const wrong = fault ?? outputFault(code, printed)
  return wrong === undefined ? undefined : `${name}: ${wrong}`
}

/** Runs the examples that show a room, from the sources. @returns What is wrong with them. */
export function runInternal(place: string): string[] {
  return allExamples()
    .filter(({ isInternal, runs }) => isInternal && runs)
    .flatMap((example) => {
      const file = join(place, `${example.name}.mts`)
      writeFileSync(file, example.code.replaceAll("from '../src/", `from '${ROOT}/src/`))
      return runExample(bin('tsx'), file, example) ?? []
    })
}
