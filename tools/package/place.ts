import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** A program of the repository's own `node_modules`. */
export const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name)

/** @returns What it printed. @throws {Error} When it ends with anything but 0; what it said is shown. */
export function run(file: string, args: readonly string[], cwd: string): string {
  return execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

/** @returns What it printed, and on what it failed; both streams, as a person would see them. */
export function attempt(
  file: string,
  args: readonly string[],
  cwd: string,
): { printed: string; fault: string | undefined } {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, encoding: 'utf8', timeout: 30_000 })
  return {
    printed: stdout,
    fault: status === 0 ? undefined : `${stdout}${stderr}\nexit ${status ?? 'by time'}`,
  }
}

/** Compiles as a user's project does. @throws {Error} With what the compiler says. */
export function compile(place: string, files: readonly string[], options: readonly string[]): void {
  const { status, stdout } = spawnSync(bin('tsc'), ['--strict', '--pretty', 'false', ...options, ...files], {
    cwd: place,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the compiler says:\n${stdout}`)
}

/** Where the types of Node are, which a user has installed. */
export const NODE_TYPES: readonly string[] = [
  '--types',
  'node',
  '--typeRoots',
  join(ROOT, 'node_modules/@types'),
]

/** The releases of Node that the package is tried on: the oldest that it runs on, the long-term one, the newest. */
const RELEASES = ['20', '24', 'latest']

/** @returns Their programs. The npm client fetches those that are not there. */
export function nodes(place: string): readonly { readonly version: string; readonly path: string }[] {
  return RELEASES.map((release) => {
    const show = 'JSON.stringify({ version: process.version, path: process.execPath })'
    const found = run('npx', ['--yes', '-p', `node@${release}`, 'node', '-p', show], place)
    return JSON.parse(found) as { version: string; path: string }
  })
}
