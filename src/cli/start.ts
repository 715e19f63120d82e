import { say, sayError, systemReason } from '../say/index.ts'
import { uiSentences as u } from './talk/sentences.ts'
import { EXIT } from './exit-code.ts'
import { chooseLanguage } from './language.ts'
import { writeWhole } from './standard-streams.ts'
import { problemLine, terminal } from './terminal.ts'
import { VERSION } from './version.ts'

/** Runs the program of this process to its end, and ends the process with its exit code. */
export async function start(): Promise<never> {
  const args = process.argv.slice(2)
  let broken: string | undefined
  // A reader that went away (`| head`) is no failure, a full disk is; the commands that talk handle both themselves.
  for (const [at, output] of [process.stdout, process.stderr].entries()) {
    writeWhole(output, at + 1)
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') broken = error.code ?? 'EIO'
    })
  }
  let code: number = await runWith(args).catch((error: NodeJS.ErrnoException) => {
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
    const lang = chooseLanguage(args, process.env)
    const reason = sayError(systemReason(broken), lang)
    terminal(process).note(problemLine(say(u.outputProblem, lang, { reason })))
  }
  // Input that nobody reads any more, and a FIN that the kernel will send, must not keep the program.
  process.exit(code)
}

/** What a script asks first is answered before the rest of the program is read. */
async function runWith(words: readonly string[]): Promise<number> {
  if (words.length === 1 && /^(-V|--version)$/.test(words[0] ?? '')) {
    terminal(process).print(VERSION)
    return EXIT.done
  }
  const [{ endWithParent }, { nodeIo }, { run }] = await Promise.all([
    import('../host/index.ts'),
    import('./node-io.ts'),
    import('./program.ts'),
  ])
  endWithParent()
  return run(words, nodeIo())
}
