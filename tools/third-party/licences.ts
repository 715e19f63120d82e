import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Licences that allow what we do: to hand the code on as a part of ours, when their text goes with it. */
const PERMISSIVE = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'])

/** A package whose code is inside a file of ours. */
export interface Bundled {
  readonly name: string
  /** Where it lies. */
  readonly folder: string
}

/** The packages that modules come from, each once, by name. @param modules - Paths of the modules of a bundle. */
export function packagesOf(modules: Iterable<string>): readonly Bundled[] {
  const found = new Map<string, string>()
  for (const module of modules) {
    // A bundler's own modules begin with a NUL; what follows a `?` says how a file is read.
    const path = module.replace(/^\0/, '').replace(/\?.*/s, '').replaceAll('\\', '/')
    const [, folder, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//s.exec(path) ?? []
    if (folder !== undefined && name !== undefined) found.set(name, folder)
  }
  return [...found]
    .map(([name, folder]) => ({ name, folder }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
}

/**
 * What has to go with a bundle: every package in it, with its version and the whole text of its licence.
 *
 * @throws {Error} When a package has a licence that is not permissive, or no text of it.
 */
export function licencesOf(packages: readonly Bundled[]): string {
  const parts = packages.map(({ name, folder }) => {
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string
      license?: string
    }
    if (license === undefined || !PERMISSIVE.has(license))
      throw new Error(`${name} ${version} is bundled, and its licence is ${license ?? 'not said'}`)
    return part(`${name} ${version}, ${license}`, textOf(name, folder))
  })
  return parts.join('\n')
}

/** One licence under its heading. */
export function part(title: string, text: string): string {
  return `${title}\n${'-'.repeat(title.length)}\n\n${text.trim()}\n`
}

function textOf(name: string, folder: string): string {
  const file =
    existsSync(folder) && readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.|$)/i.test(one))
  if (typeof file !== 'string') throw new Error(`${name} is bundled, and has no text of its licence`)
  return readFileSync(join(folder, file), 'utf8')
}
