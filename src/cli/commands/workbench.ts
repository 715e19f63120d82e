import { type Command, Option } from 'commander'
import { SynfinError } from '../../base/index.ts'
import { sayError } from '../../say/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { optionSentences as o } from '../sentences/options.ts'
import { workbenchSentences as w } from '../../workbench/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { openBrowser } from '../open-browser.ts'
import { addLanguageOption, portOption } from '../options.ts'
import { TOKEN_VARIABLE, tokenOf } from '../token.ts'
import { VERSION } from '../version.ts'
import { problemLine } from '../terminal.ts'

/** S-Y-N-F on a telephone's keys: always the same, so that a browser remembers the page. */
const STANDARD_PORT = 7963
const STANDARD_HOST = '127.0.0.1'

interface WorkbenchOptions {
  readonly port: number
  readonly host: string
  readonly open?: true
  readonly tokenFile?: string
}

/** `synfin workbench`, and `synfin` with no command. */
export function addWorkbench(program: Command, context: CommandContext): void {
  const { say } = context
  const command = program
    .command('workbench')
    .description(say(t.workbench))
    .addOption(portOption('-p, --port <PORT>', o.workbenchPort, 0, context).default(STANDARD_PORT))
    .addOption(new Option('--host <ADDRESS>', say(o.workbenchHost)).default(STANDARD_HOST))
    .option('--open', say(o.workbenchOpen))
    .option('--token-file <FILE>', say(o.workbenchToken))
    .addOption(
      new Option('--token <TOKEN>')
        .argParser(() => {
          throw new UsageError(say(w.tokenInArguments))
        })
        .hideHelp(),
    )
    .action(async (options: WorkbenchOptions) => context.exit(await runWorkbench(options, context)))
  addLanguageOption(command, context)
}

async function runWorkbench(options: WorkbenchOptions, context: CommandContext): Promise<ExitCode> {
  const { io, say, print, note, lang } = context
  const token = tokenOf(options.tokenFile, context)
  // What is started from here (tcpdump, a browser) need not know it.
  delete process.env[TOKEN_VARIABLE]
  const ended = new Promise<ExitCode>((resolve) => {
    io.onSignal('SIGINT', () => resolve(EXIT.done))
    io.onSignal('SIGTERM', () => resolve(EXIT.terminated))
    io.onSignal('SIGHUP', () => resolve(EXIT.hungUp))
  })
  // Loaded now, not with the program: other commands start without it.
  const { faultOf, openWorkbench } = await import('../../workbench/index.ts')
  const { isLoopback } = await import('../../socket/index.ts')
  const { port, host } = options
  if (host.includes('%') && !isLoopback(host)) throw new UsageError(say(w.zoneInLink, { host }))
  const workbench = await openWorkbench({ port, host, token, lang, version: VERSION }).catch(
    (error: unknown) => {
      if (!(error instanceof SynfinError)) throw error
      const hint = error.code === 'EADDRINUSE' ? ` ${say(w.portHint)}` : ''
      throw new UsageError(faultOf(error, lang).message + hint)
    },
  )
  if (!isLoopback(host)) note(problemLine(say(w.notLocal, { host })))
  const url = workbench.link()
  print(say(w.ready, { url }))
  const asksForLinks = token === undefined && io.stdin.isTTY === true
  print(say(asksForLinks ? w.howToEnd : w.ctrlC))
  if (asksForLinks) {
    io.stdin.on('data', () => print(say(w.newLink, { url: workbench.link() })))
  }
  if (options.open === true) {
    const isOpen = await openBrowser(url).catch((error: unknown) => {
      if (!(error instanceof SynfinError)) throw error
      note(problemLine(sayError(error, lang)))
      return false
    })
    if (!isOpen) note(problemLine(say(w.noBrowser)))
  }
  const code = await ended
  await workbench.close()
  print(say(w.ended))
  return code
}
