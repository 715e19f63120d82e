/**
 * Checks the package as a user gets it: packed, searched for secrets, installed in an empty folder, imported by Node and by the compiler.
 *
 *     npm run package:check
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicDoors } from './doors.ts'
import { checkBrowserTypes, tryInBrowser } from './package/browser.ts'
import { faultsOfContents } from './package/contents.ts'
import { compileExamples, runExample, runInternal } from './package/examples.ts'
import { attempt, bin, compile, NODE_TYPES, nodes, run } from './package/place.ts'
import { secretsIn } from './package/secrets.ts'

const root = join(import.meta.dirname, '..')

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

  const doors = [...publicDoors().keys()]
  const inBrowser = doors.filter((door) => !/\/(node|test)$/.test(door))
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
  compile(place, ['use.ts'], ['--noEmit', '--target', 'es2023', '--module', 'nodenext', ...NODE_TYPES])
  checkBrowserTypes(place, inBrowser)
  console.log(
    'the type checker accepts it, with the types of Node and with those of a browser, and refuses misuse',
  )
  console.log(`bundled for a browser, and run: ${await tryInBrowser(place, inBrowser)}`)

  const examples = compileExamples(place)
  writeFileSync(
    join(place, 'use.cjs'),
    `for (const door of ${JSON.stringify(doors)}) if (Object.keys(require(door)).length === 0) throw new Error(door)
const { connect, listen, SynfinError } = require('synfin')
listen({ host: '127.0.0.1' }).then(async (server) => {
  const client = await connect({ port: server.localAddress.port, host: '127.0.0.1' })
  const error = await client.send('text').catch((caught) => caught)
  console.log(error instanceof SynfinError, error.code)
  await client.close()
  await server.close()
})
`,
  )
  const wrong = runInternal(place)
  for (const { version, path } of nodes(place)) {
    const required = attempt(path, ['use.cjs'], place)
    if (required.fault !== undefined || required.printed !== 'true EINVAL\n') {
      wrong.push(`require on ${version}: ${required.fault ?? required.printed}`)
    }
    const faults = examples.flatMap(({ file, example }) => runExample(path, file, example) ?? [])
    wrong.push(...faults.map((fault) => `${version}: ${fault}`))
    console.log(`Node ${version}: require, and ${examples.length} examples of the documentation`)
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
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
