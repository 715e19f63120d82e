/**
 * Makes one executable of the program, the page and Node itself (Node's single executable applications): it runs where
 * no Node is installed. For the system and processor it is made on.
 *
 *     npm run build:sea        # executable/synfin
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'rolldown'
import { part } from './third-party/licences.ts'
import { ThirdParty } from './third-party/plugin.ts'

const root = join(import.meta.dirname, '..')
const made = join(root, '.build/sea')
const target = join(root, 'executable')
const program = join(target, process.platform === 'win32' ? 'synfin.exe' : 'synfin')
/** How Node finds what has been put into it: https://nodejs.org/api/single-executable-applications.html */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
const run = (file: string, ...args: string[]): void => void execFileSync(file, args, { stdio: 'inherit' })

if (!existsSync(join(root, 'dist/web/index.html'))) throw new Error('there is no dist/web: npm run build')
for (const folder of [made, target]) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}

const thirdParty = new ThirdParty()
await build({
  cwd: root,
  input: 'src/cli/executable.ts',
  platform: 'node',
  // A library of the machine, which cannot be inside: it is looked for beside the executable.
  external: ['koffi', 'bufferutil', 'utf-8-validate'],
  logLevel: 'warn',
  plugins: [thirdParty.gather()],
  treeshake: { moduleSideEffects: [{ test: /src[\\/]cli[\\/]executable\.ts$/, sideEffects: true }] },
  output: {
    file: join(made, 'synfin.cjs'),
    format: 'cjs',
    codeSplitting: false,
    dynamicImportInCjs: false,
    banner: "require = require('node:module').createRequire(process.execPath)",
  },
})

const web = join(root, 'dist/web')
const assets = Object.fromEntries(
  readdirSync(web, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [`web/${relative(web, path).replaceAll('\\', '/')}`, path]),
)
const config = {
  main: join(made, 'synfin.cjs'),
  output: join(made, 'synfin.blob'),
  disableExperimentalSEAWarning: true,
  useCodeCache: true,
  assets: { ...assets, 'package.json': join(root, 'package.json') },
}
writeFileSync(join(made, 'config.json'), JSON.stringify(config))
run(process.execPath, '--experimental-sea-config', join(made, 'config.json'))

copyFileSync(process.execPath, program)
chmodSync(program, 0o755)
const isMac = process.platform === 'darwin'
if (isMac) run('codesign', '--remove-signature', program)
const postject = join(root, 'node_modules/postject/dist/cli.js')
const place = isMac ? ['--macho-segment-name', 'NODE_SEA'] : []
run(process.execPath, postject, program, 'NODE_SEA_BLOB', config.output, '--sentinel-fuse', FUSE, ...place)
if (isMac) run('codesign', '--sign', '-', program)

const pageLicences = readFileSync(join(web, 'THIRD-PARTY.txt'), 'utf8')
writeFileSync(
  join(target, 'THIRD-PARTY.txt'),
  `The executable has code of others in it, each under its licence; that of its page is at the end.

${part(`Node.js ${process.version}, MIT, with what it has in it`, licenceOfNode())}
${thirdParty.text()}
${part('The page', pageLicences)}`,
)
console.log(relative(root, program))

/** Node's own licence, which names those of everything in it: it lies beside an installed Node, or in its package's folder. */
function licenceOfNode(): string {
  const beside = join(dirname(process.execPath), '..')
  const places = [
    'LICENSE',
    'share/doc/nodejs/LICENSE',
    'share/doc/node/LICENSE',
    'share/doc/nodejs/copyright',
  ]
  const file = [
    ...places.map((place) => join(beside, place)),
    join(dirname(process.execPath), 'LICENSE'),
  ].find((path) => existsSync(path))
  return file === undefined
    ? `https://github.com/nodejs/node/blob/${process.version}/LICENSE`
    : readFileSync(file, 'utf8')
}
