/** A workbench in a process of its own (with tsx), so that its memory can be seen: `server.mjs FOLDER BOUNDS`. */
import { openWorkbench } from '../../src/workbench/index.ts'

const [, , folder, bounds] = process.argv
const workbench = await openWorkbench({
  port: 0,
  version: 'totals',
  pages: folder,
  config: `${folder}/config`,
  temporary: folder,
  bounds: JSON.parse(bounds),
})
process.stdout.write(`${JSON.stringify({ link: workbench.link() })}\n`)
process.stdin.resume()
process.stdin.on('end', async () => {
  await workbench.close()
  process.exit(0)
})
