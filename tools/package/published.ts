/** What a package.json of ours may say. */
export interface Manifest {
  readonly version: string
  readonly repository?: { readonly url: string }
  readonly [key: string]: unknown
}

/**
 * The package.json that goes into the package: without what only a clone can use. A script `prepare` would be asked
 * about, or run, where the tarball is installed.
 */
export function publishedManifest(source: Manifest): Manifest {
  const { scripts: _scripts, devDependencies: _libraries, overrides: _versions, ...published } = source
  return published
}

/**
 * A README that makes sense without the repository: pictures and pages that are not in the package are linked to where
 * the package says its repository is; when it does not say, pictures go and links are text.
 *
 * @param packed - Paths in the package, which stay links.
 */
export function publishedReadme(text: string, manifest: Manifest, packed: ReadonlySet<string>): string {
  const home = webOf(manifest)
  const isOutside = (path: string): boolean =>
    !/^(?:[a-z]+:|#)/i.test(path) && !packed.has(path.replace(/#.*/, ''))
  const at = (kind: 'blob' | 'raw', path: string): string => `${home}/${kind}/v${manifest.version}/${path}`
  const pictures = text
    .replace(/ *<picture>.*?<\/picture>\n?/gs, (all) =>
      home === undefined
        ? ''
        : all.replace(
            /((?:src|srcset)=")([^"]+)/g,
            (_, name: string, path: string) => name + at('raw', path),
          ),
    )
    .replace(/!\[([^\]]*)\]\(([^)\s]+)\)/g, (all, words: string, path: string) =>
      isOutside(path) ? (home === undefined ? '' : `![${words}](${at('raw', path)})`) : all,
    )
  return pictures.replace(/(?<!!)\[([^\]]+)\]\(([^)\s]+)\)/g, (all, words: string, path: string) => {
    if (!isOutside(path)) return all
    return home === undefined ? `${words} (${path})` : `[${words}](${at('blob', path)})`
  })
}

/** @returns The page of the repository on the web, without a slash at the end; undefined when the manifest does not say. */
function webOf({ repository }: Manifest): string | undefined {
  return repository?.url.replace(/^git\+/, '').replace(/\.git$/, '')
}
