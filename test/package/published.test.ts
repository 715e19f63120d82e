import { describe, expect, test } from 'vitest'
import { faultsOfContents, NEEDED } from '../../tools/package/contents.ts'
import { publishedManifest, publishedReadme } from '../../tools/package/published.ts'

describe('what is in the package', () => {
  test('what it is made of is no fault', () => {
    const all = ['dist/chunks/tcp-C49odJAT.js.map', 'dist/types/index-1.d.ts', 'dist/web/assets/a-1.css']
    expect(faultsOfContents([...NEEDED, ...all])).toEqual([])
  })

  test.each([
    'src/index.ts',
    'test/support/seed.ts',
    'dist/talk/talk.test.js',
    '.env',
    '.npmrc',
    'dist/web/assets/.DS_Store',
    'dist/tsconfig.tsbuildinfo',
    'dist/site/index.html',
    'executable/synfin',
    'docs/cli.md',
    'id_rsa',
  ])('%s does not belong', (path) => {
    expect(faultsOfContents([...NEEDED, path])).toEqual([`does not belong: ${path}`])
  })

  test.each(NEEDED)('without %s it is not whole', (path) => {
    expect(faultsOfContents(NEEDED.filter((one) => one !== path))).toEqual([`is missing: ${path}`])
  })
})

test('the package.json of the package has nothing to run and nothing that only a clone needs', () => {
  const source = {
    name: 'synfin',
    version: '1.0.0',
    scripts: { prepare: 'x' },
    devDependencies: {},
    overrides: {},
    bin: 'b',
  }
  expect(publishedManifest(source)).toEqual({ name: 'synfin', version: '1.0.0', bin: 'b' })
})

describe('the README of the package', () => {
  const text = `# synfin

<picture>
  <source srcset="docs/images/dark.png">
  <img alt="a" src="docs/images/light.png">
</picture>

![drawn](docs/images/connection.svg)
See [the commands](docs/cli.md#exit), [what changed](CHANGELOG.md), [RFC](https://example.org/rfc) and [below](#more).
`
  const packed = new Set(['CHANGELOG.md'])

  test('has no dead link where no repository is known', () => {
    expect(publishedReadme(text, { version: '1.2.3' }, packed)).toBe(`# synfin



See the commands (docs/cli.md#exit), [what changed](CHANGELOG.md), [RFC](https://example.org/rfc) and [below](#more).
`)
  })

  test('leads to the repository, at the tag of the version, where one is', () => {
    const manifest = { version: '1.2.3', repository: { url: 'git+https://example.org/a/synfin.git' } }
    const said = publishedReadme(text, manifest, packed)
    expect(said).toContain('[the commands](https://example.org/a/synfin/blob/v1.2.3/docs/cli.md#exit)')
    expect(said).toContain('srcset="https://example.org/a/synfin/raw/v1.2.3/docs/images/dark.png"')
    expect(said).toContain('![drawn](https://example.org/a/synfin/raw/v1.2.3/docs/images/connection.svg)')
    expect(said).toContain('[what changed](CHANGELOG.md)')
  })
})
