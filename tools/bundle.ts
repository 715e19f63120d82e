import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec'
import { build, type Plugin, type RolldownOptions } from 'rolldown'
import { bundleTypes } from './bundle-types.ts'
import { publicFiles } from './doors.ts'
import { packagesOf } from './third-party/licences.ts'

/**
 * Makes what is published out of what `tsc -b` has checked: a file for each door and for the program, what they share in
 * `dist/chunks`, their types in the same shape. Fewer files start faster, and a chunk is read when it is asked for.
 */

const root = join(import.meta.dirname, '..')
const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}
const libraries = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]
/** What a user has installed beside synfin, and what Node has. */
const external = [/^node:/, ...libraries.map((name) => new RegExp(`^${name}(/|$)`))]

/** The doors of the package: each is a file of `src/api`. */
const doors = [...publicFiles().values()]

const shared: RolldownOptions = {
  cwd: root,
  platform: 'neutral',
  external,
  logLevel: 'warn',
}

// Also the files of a door that is no more, or the next pack would hold them.
const dist = join(root, 'dist')
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (/^(chunks|types)$|\.(js|map|ts)$/.test(name)) rmSync(join(dist, name), { recursive: true })
}
await build({
  ...shared,
  input: {
    // `synfin` where there is no Node, as in a browser.
    ...Object.fromEntries([...doors, 'browser'].map((name) => [name, `src/api/${name}.ts`])),
    cli: 'src/cli/main.ts',
  },
  // Asked for by the splitting below; `asWritten` sees to it that no door gets a name that is not its own.
  preserveEntrySignatures: 'allow-extension',
  plugins: [asWritten()],
  // The program's first file is its own side effect, though no other of ours has one.
  treeshake: { moduleSideEffects: [{ test: /src[\\/]cli[\\/]main\.ts$/, sideEffects: true }] },
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    comments: { legal: true, annotation: true, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // By itself a chunk is what the same doors need: `synfin` would read the engine, as its rooms have a part that needs it.
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: 'base', test: /[\\/]src[\\/]base[\\/]/ },
        { name: 'engine-sockets', test: /[\\/]src[\\/]socket[\\/]engine-/ },
        { name: 'tun', test: /[\\/]src[\\/]host[\\/]tun[\\/]/ },
        { name: 'node-socket', test: /[\\/]src[\\/]host[\\/]node-socket/ },
        { name: 'live-capture', test: /[\\/]src[\\/]host[\\/]capture[\\/]/ },
      ],
    },
  },
})
thinMaps(dist)
chmodSync(join(root, 'dist/cli.js'), 0o755)
await bundleTypes(doors, true)

/** Ends the build when a door exports what its source does not, or code of others is in it: that needs its licence beside it. */
function asWritten(): Plugin {
  return {
    name: 'as-written',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        const others = packagesOf(chunk.moduleIds).map(({ name }) => name)
        if (others.length > 0) this.error(`${chunk.fileName} has code of others in it: ${others.join(', ')}`)
        if (!chunk.isEntry || chunk.facadeModuleId === null) continue
        const door = this.getModuleInfo(chunk.facadeModuleId)
        // `export *` has no names of its own: those of what it stands for count too.
        const sources = [door, ...(door?.importedIds ?? []).map((id) => this.getModuleInfo(id))]
        const written = sources.flatMap((source) => source?.exports ?? [])
        const more = chunk.exports.filter((name) => !written.includes(name))
        if (more.length > 0)
          this.error(`${chunk.fileName} exports what its source does not: ${more.join(', ')}`)
      }
    },
  }
}

/**
 * Leaves in each source map the first place of every line: a stack trace names the right file and line, and the maps are a
 * fifth as large.
 */
function thinMaps(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.js.map')) continue
    const path = join(folder, entry)
    const map = JSON.parse(readFileSync(path, 'utf8')) as { mappings: string; names: string[] }
    const lines = decode(map.mappings).map(([first]) => (first === undefined ? [] : [place(first)]))
    writeFileSync(path, JSON.stringify({ ...map, names: [], mappings: encode(lines) }))
  }
}

/** Without the name. */
function place(segment: SourceMapSegment): SourceMapSegment {
  return segment.length === 1 ? segment : [segment[0], segment[1], segment[2], segment[3]]
}
