import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, type RolldownOptions } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/**
 * Makes what is published out of what `tsc -b` has checked: a file for each door and for the program, what they share in
 * `dist/chunks`, their types in the same shape. Fewer files start faster, and a chunk is read when it is asked for.
 */

const root = join(import.meta.dirname, '..')
const { dependencies, optionalDependencies, exports } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
  exports: Record<string, string | { readonly default: string }>
}
const libraries = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]
/** What a user has installed beside synfin, and what Node has. */
const external = [/^node:/, ...libraries.map((name) => new RegExp(`^${name}(/|$)`))]

/** The doors by their names, `wire` for `synfin/wire`, and the rooms that stand behind them. */
const doors = Object.keys(exports)
  .filter((door) => door !== './package.json')
  .map((door) => {
    const name = door === '.' ? 'index' : door.slice(2)
    return { name, room: door === '.' ? 'index' : `${name === 'node' ? 'host' : name}/index` }
  })

const shared: RolldownOptions = {
  cwd: root,
  platform: 'neutral',
  external,
  logLevel: 'warn',
}

for (const folder of ['chunks', 'types']) rmSync(join(root, 'dist', folder), { recursive: true, force: true })
await build({
  ...shared,
  input: {
    ...Object.fromEntries(doors.map(({ name, room }) => [name, `src/${room}.ts`])),
    cli: 'src/cli/main.ts',
  },
  // The program's first file is its own side effect, though no other of ours has one.
  treeshake: { moduleSideEffects: [{ test: /src\/cli\/(main|start)\.ts$/, sideEffects: true }] },
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    comments: { legal: true, annotation: true, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
})
chmodSync(join(root, 'dist/cli.js'), 0o755)
await build({
  ...shared,
  input: Object.fromEntries(doors.map(({ name, room }) => [name, join(root, '.build', `${room}.d.ts`)])),
  plugins: [dts({ dtsInput: true, tsconfig: false })],
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'types/[name]-[hash].js',
  },
})
