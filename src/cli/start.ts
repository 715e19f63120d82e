import { endWithParent } from '../host/index.ts'
import { say } from '../say/index.ts'
import { uiSentences as u } from './talk/sentences.ts'
import { EXIT } from './exit-code.ts'
import { chooseLanguage } from './language.ts'
import { nodeIo } from './node-io.ts'
import { run } from './program.ts'
import { terminal } from './terminal.ts'

const args = process.argv.slice(2)
const io = nodeIo()
endWithParent()
let broken: string | undefined

// A reader that went away (`| head`) is no failure, a full disk is; the commands that talk handle both themselves.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') broken = error.code ?? 'EIO'
  })
}

let code: number = await run(args, io).catch((error: NodeJS.ErrnoException) => {
  // Node 20 throws what goes wrong with a file that stdout is.
  if (error.syscall !== 'write') throw error
  broken = error.code ?? 'EIO'
  return EXIT.done
})
for (const output of [process.stdout, process.stderr]) {
  if (output.writableLength > 0 && !output.destroyed)
    await new Promise((resolve) => output.write('', resolve))
}
// What went wrong with the last write is reported in a turn of its own, after all promises of this one.
await new Promise((resolve) => setImmediate(resolve))
if (broken !== undefined && code === EXIT.done) {
  code = EXIT.usage
  terminal(io).note(`synfin: ${say(u.outputProblem, chooseLanguage(args, process.env), { reason: broken })}`)
}
// Input that nobody reads any more, and a FIN that the kernel will send, must not keep the program.
process.exit(code)
