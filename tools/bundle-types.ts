import { join } from 'node:path'
import { build } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

const ROOT = join(import.meta.dirname, '..')

/**
 * Bundles the types of the doors out of what `tsc -b` has written to `.build`.
 *
 * @param doors - Files of `src/api` without their end.
 * @param write - To `dist`; else only in memory.
 * @returns The text of each file by its name.
 */
export async function bundleTypes(
  doors: readonly string[],
  write = false,
): Promise<ReadonlyMap<string, string>> {
  const { output } = await build({
    cwd: ROOT,
    platform: 'neutral',
    logLevel: 'warn',
    write,
    input: Object.fromEntries(doors.map((name) => [name, join(ROOT, '.build/api', `${name}.d.ts`)])),
    plugins: [dts({ dtsInput: true, tsconfig: false })],
    output: {
      dir: join(ROOT, 'dist'),
      format: 'esm',
      // For `Symbol.asyncDispose`, where the reader's own `lib` is older than it.
      banner: '/// <reference lib="esnext.disposable" />',
      entryFileNames: '[name].js',
      chunkFileNames: 'types/[name]-[hash].js',
    },
  })
  return new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : '']))
}
