/**
 * What happens around `npm pack` and `npm publish`: everything is built anew, package.json and the READMEs are those of a
 * package while it is packed, and those of the repository again after it.
 *
 *     tsx tools/pack.ts before|after
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Manifest, publishedManifest, publishedReadme } from './package/published.ts'

const root = join(import.meta.dirname, '..')
const kept = join(root, '.cache/pack')
const READMES = ['README.md', 'README.zh-CN.md']
const changed = ['package.json', ...READMES]

if (process.argv[2] === 'before') before()
else if (process.argv[2] === 'after') restore()
else throw new Error('tsx tools/pack.ts before|after')

function before(): void {
  // A run that was cut short has not put them back.
  restore()
  for (const folder of ['dist', '.build']) rmSync(join(root, folder), { recursive: true, force: true })
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  mkdirSync(kept, { recursive: true })
  for (const name of changed) copyFileSync(join(root, name), join(kept, name))
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  const packed = new Set(['LICENSE', 'CHANGELOG.md', ...READMES])
  for (const name of READMES) {
    const text = readFileSync(join(root, name), 'utf8')
    writeFileSync(join(root, name), publishedReadme(text, manifest, packed))
  }
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`)
}

function restore(): void {
  if (!existsSync(kept)) return
  for (const name of changed) copyFileSync(join(kept, name), join(root, name))
  rmSync(kept, { recursive: true })
}
