import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'vite'
import { bin, compile, run } from './place.ts'

/** What a page has, and nothing of Node. */
const PAGE = {
  TextDecoder,
  TextEncoder,
  AbortController,
  AbortSignal,
  ReadableStream,
  WritableStream,
  queueMicrotask,
  console,
}

const program = (doors: readonly string[]): string => `
${doors.map((door, i) => `import * as door${i} from '${door}'`).join('\n')}
import { connect, listen, VirtualClock } from 'synfin'
import { engineSockets, Network } from 'synfin/net'
const clock = new VirtualClock()
const network = new Network({ clock })
const [client, server] = [network.host('client'), network.host('server')]
network.link(client, server, { path: 'delay 20ms' })
async function talk() {
  const listener = await listen({ sockets: engineSockets(server), port: 80, encoding: 'gbk' })
  const connection = await connect({ sockets: engineSockets(client), port: 80, host: 'server', encoding: 'gbk' })
  await connection.send('\\u4f60\\u597d\\n')
  return (await listener.accept()).readLine()
}
const refused = connect({ port: 80 }).catch((error) => error.code)
const all = [${doors.map((_, i) => `Object.keys(door${i}).length`).join(', ')}]
globalThis.answer = Promise.all([clock.runUntilSettled(talk()), refused]).then((said) => [...said, clock.now(), ...all].join(' '))
`

/**
 * Bundles the doors as two bundlers do for a page, and runs what comes out with nothing but what a page has.
 *
 * @param doors - Those that run in a browser.
 * @returns How large each bundle is. @throws {Error} When one does not bundle, or does not run.
 */
export async function tryInBrowser(place: string, doors: readonly string[]): Promise<string> {
  writeFileSync(join(place, 'page.js'), program(doors))
  run(
    bin('esbuild'),
    [
      'page.js',
      '--bundle',
      '--platform=browser',
      '--format=iife',
      '--minify',
      '--outfile=page.esbuild.js',
      '--log-level=error',
    ],
    place,
  )
  await build({
    root: place,
    configFile: false,
    logLevel: 'error',
    build: {
      lib: { entry: 'page.js', formats: ['iife'], name: 'page', fileName: () => 'page.vite.js' },
      outDir: '.',
      emptyOutDir: false,
      minify: true,
    },
  })
  const sizes: string[] = []
  for (const bundler of ['esbuild', 'vite']) {
    const code = readFileSync(join(place, `page.${bundler}.js`), 'utf8')
    const page = createContext({ ...PAGE })
    runInContext(code, page)
    const answer = await (page['answer'] as Promise<string>)
    if (!/^你好 SYNFIN_NO_KERNEL 60000000( [1-9]\d*)+$/.test(answer)) {
      throw new Error(`bundled by ${bundler}, the doors said: ${answer}`)
    }
    sizes.push(`${bundler} ${Math.round(code.length / 1000)} kB`)
  }
  return sizes.join(', ')
}

/** The types of the doors in a project without Node's, every line of them checked. @throws {Error} With what the compiler says. */
export function checkBrowserTypes(place: string, doors: readonly string[]): void {
  const names = doors.map((_, i) => `door${i}`)
  writeFileSync(
    join(place, 'page.ts'),
    `${doors.map((door, i) => `import * as door${i} from '${door}'`).join('\n')}\nexport const all: unknown[] = [${names.join(', ')}]\n`,
  )
  compile(
    place,
    ['page.ts'],
    [
      '--noEmit',
      '--skipLibCheck',
      'false',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--types',
      '',
    ],
  )
}
