/**
 * Checks the package as a user gets it: packed, searched for secrets, installed in an empty folder, imported by Node and by the compiler.
 *
 *     npm run package:check
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultsOfContents } from './package/contents.ts'
import { secretsIn } from './package/secrets.ts'

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const run = (file: string, args: string[], cwd: string): string =>
  execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

interface Packed {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

const place = mkdtempSync(join(tmpdir(), 'synfin-package-'))
try {
  const said = run('npm', ['pack', '--json', '--pack-destination', place], root)
  const packed = JSON.parse(said.slice(said.search(/^\[/m))) as Packed[]
  const [first] = packed
  if (first === undefined) throw new Error('npm pack gave nothing')
  const tarball = join(place, first.filename)
  console.log(`packed ${first.filename}: ${first.files.length} files, ${Math.round(first.size / 1024)} KiB`)
  if (first.size > 1_200_000 || first.files.length > 400) throw new Error('the package has grown too large')
  const faults = faultsOfContents(first.files.map(({ path }) => path))
  if (faults.length > 0) throw new Error(`the package is not as it should be:\n${faults.join('\n')}`)

  run('tar', ['-xzf', tarball, '-C', place], root)
  const secrets = secretsIn(
    root,
    first.files.map(({ path }) => join(place, 'package', path)),
  )
  if (secrets.length > 0) throw new Error(`must not be published:\n${secrets.join('\n')}`)
  console.log('no file holds a secret or a path of this machine')

  run(bin('publint'), ['--strict', tarball], root)
  run(bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'ascii'], root)
  console.log('publint and attw find nothing wrong')

  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>
  }
  const doors = Object.keys(exports)
    .filter((door) => door !== './package.json')
    .map((door) => door.replace('.', 'synfin'))
  writeFileSync(join(place, 'package.json'), '{ "type": "module", "private": true }\n')
  const installed = spawnSync('npm', ['install', '--no-audit', '--no-fund', tarball], {
    cwd: place,
    encoding: 'utf8',
  })
  if (installed.status !== 0 || installed.stderr.includes('synfin@'))
    throw new Error(`npm install of the package said: ${installed.stderr}`)

  writeFileSync(
    join(place, 'use.mjs'),
    `${doors.map((door, i) => `import * as door${i} from '${door}'`).join('\n')}
import { connect, listen } from 'synfin'
const server = await listen({ port: 0, host: '127.0.0.1' })
const served = (async () => {
  for await (const client of server) {
    await client.send(await client.recv(1024))
    await client.close()
    break
  }
})()
const client = await connect({ port: server.localAddress.port, host: '127.0.0.1' })
await client.send(new TextEncoder().encode('packed and installed'))
console.log(new TextDecoder().decode(await client.recv(1024)), (await client.recv(1024)).length)
await client.close()
await served
await server.close()
console.log([${doors.map((_, i) => `door${i}`).join(', ')}].every((door) => Object.keys(door).length > 0))
`,
  )
  const talked = run('node', ['use.mjs'], place)
  if (talked !== 'packed and installed 0\ntrue\n') throw new Error(`the installed package said: ${talked}`)
  console.log(`imported ${doors.length} doors; a client and a server talked`)

  writeFileSync(
    join(place, 'use.ts'),
    `${doors.map((door, i) => `import * as door${i} from '${door}'`).join('\n')}
import { connect, type Connection } from 'synfin'
export const all: unknown[] = [${doors.map((_, i) => `door${i}`).join(', ')}]
export const connection: Promise<Connection> = connect({ port: 8888, host: 'localhost' })
// @ts-expect-error a port is a number
export const wrong = connect({ port: '8888', host: 'localhost' })
`,
  )
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', 'use.ts']
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]
  run(bin('tsc'), [...options, ...types], place)
  console.log('the type checker accepts it and refuses misuse')
  const synfin = (...args: string[]): string => run(join(place, 'node_modules/.bin/synfin'), args, place)
  console.log(synfin('--version').trim())
  if (!synfin('explain', 'handshake').includes('SYN')) throw new Error('a lesson does not run')
  const readme = readFileSync(join(place, 'node_modules/synfin/README.md'), 'utf8')
  const dead = [...readme.matchAll(/(?:\]\(|src(?:set)?=")([^)"]+)/g)].flatMap(([, path = '']) =>
    /^(https?:|#)/.test(path) || existsSync(join(place, 'node_modules/synfin', path)) ? [] : [path],
  )
  if (dead.length > 0) throw new Error(`the README of the package leads nowhere: ${dead.join(' ')}`)
  console.log('the README leads to what is there')
  const html = readFileSync(join(place, 'node_modules/synfin/dist/web/index.html'), 'utf8')
  if (!html.includes('assets/')) throw new Error('the page is not in the package')
} finally {
  rmSync(place, { recursive: true, force: true })
}
