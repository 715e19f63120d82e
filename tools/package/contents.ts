/** Everything that belongs in the package; what is none of these was not meant to be published. */
const BELONGS = [
  /^(package\.json|LICENSE|CHANGELOG\.md|README\.md|README\.zh-CN\.md)$/,
  // The doors, the program, what they share, and their types.
  /^dist\/(chunks\/)?[\w.-]+\.js(\.map)?$/,
  /^dist\/(types\/)?[\w.-]+\.d\.ts$/,
  // The page, and whose code is in it.
  /^dist\/web\/(index\.html|THIRD-PARTY\.txt|[\w.-]+\.webmanifest)$/,
  /^dist\/web\/assets\/[\w.-]+\.(js|css|svg|png|woff2)$/,
  /^dist\/man\/synfin(\.zh-CN)?\.1$/,
  /^dist\/completions\/(_synfin|synfin\.bash|synfin\.fish)$/,
]

/** What a person needs in it, whatever else there is. */
export const NEEDED: readonly string[] = [
  'package.json',
  'LICENSE',
  'README.md',
  'README.zh-CN.md',
  'CHANGELOG.md',
  'dist/cli.js',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/web/index.html',
  'dist/web/THIRD-PARTY.txt',
  'dist/man/synfin.1',
  'dist/completions/_synfin',
]

/** @param paths - As `npm pack --json` lists them. @returns A line for each that does not belong, or is missing. */
export function faultsOfContents(paths: readonly string[]): readonly string[] {
  const stray = paths.filter(
    (path) => /\.test\./.test(path) || !BELONGS.some((pattern) => pattern.test(path)),
  )
  const missing = NEEDED.filter((path) => !paths.includes(path))
  return [...stray.map((path) => `does not belong: ${path}`), ...missing.map((path) => `is missing: ${path}`)]
}
