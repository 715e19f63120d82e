import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createServer, type Plugin, type ProxyOptions } from 'vite'

/**
 * `npm run dev`: the page by Vite, which puts a changed module into the page that is open, and behind it the workbench
 * from its sources, started again when one of them changes. The page keeps its key over that, so it comes back by itself.
 */

const USAGE = `npm run dev -- [--port N] [--workbench-port N]
The page at --port (5173), the workbench behind it at --workbench-port (7964). Ctrl-C ends both.`

const { port, workbenchPort } = readOptions()
const token = randomBytes(18).toString('base64url')
const root = join(import.meta.dirname, '..')

const tsx = createRequire(import.meta.url).resolve('tsx/cli')
const workbench = spawn(
  process.execPath,
  [tsx, 'watch', '--clear-screen=false', 'src/cli/main.ts', 'workbench', '--port', String(workbenchPort)],
  {
    cwd: root,
    env: { ...process.env, SYNFIN_TOKEN: token },
    // Its own link leads to the page that was built last; that it says one means that it is there.
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)

/** What the built page gets when the workbench serves it: that there is a workbench to look for. */
const mark: Plugin = {
  name: 'synfin-workbench',
  transformIndexHtml: () => [{ tag: 'meta', attrs: { name: 'synfin-workbench' }, injectTo: 'head-prepend' }],
}
const own = `http://127.0.0.1:${workbenchPort}`
/** To the workbench as from its own page: it checks Host and Origin. */
const behind: ProxyOptions = {
  target: own,
  changeOrigin: true,
  ws: true,
  rewriteWsOrigin: true,
  configure: (proxy) => {
    proxy.on('proxyReq', (request) => {
      if (request.hasHeader('origin')) request.setHeader('origin', own)
    })
  },
}

const server = await createServer({
  configFile: join(root, 'vite.config.ts'),
  root: join(root, 'src/web'),
  plugins: [mark],
  clearScreen: false,
  logLevel: 'warn',
  server: { host: '127.0.0.1', port, strictPort: true, proxy: { '/api': behind } },
})
await server.listen().catch((error: unknown) => {
  console.error(`dev: ${(error as Error).message}`)
  workbench.kill()
  process.exit(1)
})
workbench.stdout.once('data', () => {
  workbench.stdout.resume()
  console.log(`Page with hot reload: http://127.0.0.1:${port}/?token=${token}`)
})

const stop = (): void => {
  workbench.kill()
  void server.close()
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
workbench.once('exit', (code) => {
  if (code !== null && code !== 0) console.error(`dev: the workbench ended with ${code}`)
  process.exitCode = code ?? 0
  void server.close()
})

function readOptions(): { readonly port: number; readonly workbenchPort: number } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '5173' },
        'workbench-port': { type: 'string', default: '7964' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    return {
      port: portIn('--port', values.port),
      workbenchPort: portIn('--workbench-port', values['workbench-port']),
    }
  } catch (error) {
    console.error(`dev: ${(error as Error).message}\n${USAGE}`)
    return process.exit(2)
  }
}

function portIn(flag: string, text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > 65_535)
    throw new RangeError(`${flag} needs a port from 1 to 65535, not '${text}'`)
  return number
}
