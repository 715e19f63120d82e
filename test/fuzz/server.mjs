/**
 * A workbench in a process of its own, a file for each of its modules, that a fuzz can end or not. It prints its port and a key's token, and
 * counts what would have ended it. V8 writes its coverage when the process leaves (NODE_V8_COVERAGE).
 */
import { fileURLToPath } from 'node:url'

const [, , folder, modules] = process.argv
const { openWorkbench } = await import(modules)
const options = {
  version: 'fuzz',
  pages: folder,
  config: `${folder}/config`,
  temporary: folder,
  beatMillis: 4_000,
}
const bounds = { connections: 50, listeners: 20 }
const workbench = await openWorkbench({ port: 0, ...options, bounds })
// The ways to not open are of the same file: a port that is taken, one that is nobody's, capture tools that are away.
const path = process.env.PATH
process.env.PATH = fileURLToPath(new URL('.', import.meta.url))
for (const [port, host] of [
  [workbench.port, '127.0.0.1'],
  [0, '192.0.2.1'],
]) {
  await openWorkbench({ ...options, port, host }).then(
    () => process.exit(3),
    () => undefined,
  )
}
const token = 'a-token-of-the-fuzz'
const other = await openWorkbench({ ...options, port: 0, host: 'localhost', lang: 'zh', token })
const base = new URL(other.link()).origin
for (const shown of [token, 'another']) {
  await fetch(`${base}/api/enter`, { method: 'POST', body: JSON.stringify({ token: shown }) })
  await fetch(`${base}/api/sessions`, { headers: { authorization: `Bearer ${shown}` } })
}
for (let link = 0; link < 1_001; link++) workbench.link()
await other.close()
process.env.PATH = path

const link = () => new URL(workbench.link()).searchParams.get('token')
process.stdout.write(`${JSON.stringify({ port: workbench.port, tokens: [link(), link()] })}\n`)
process.stdin.resume()
process.stdin.on('end', async () => {
  await workbench.close()
  process.exit(0)
})
