#!/usr/bin/env node
import { nodeIo } from './node-io.ts'
import { run } from './program.ts'

// A reader that went away (`| head`) is no failure; the commands hear of it themselves.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const code = await run(process.argv.slice(2), nodeIo())
for (const output of [process.stdout, process.stderr]) {
  if (output.writableLength > 0 && !output.destroyed)
    await new Promise((resolve) => output.write('', resolve))
}
// Input that nobody reads any more, and a FIN that the kernel will send, must not keep the program.
process.exit(code)
