import type { Command } from 'commander'
import { cliSentences as t } from '../sentences/cli.ts'
import { optionSentences as o } from '../sentences/options.ts'
import { uiSentences as u } from '../talk/sentences.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { EXIT } from '../exit-code.ts'
import { addTalkOptions, checkDecode, portOption, refuseWithUdp } from '../options.ts'
import { type ConnectCommandOptions, receivedShape, runClient } from '../talk/client.ts'
import { overTun } from '../talk/over-tun.ts'
import { Session } from '../talk/session.ts'
import { parseTarget, type HostAndPort } from '../values.ts'

/** `synfin connect [HOST] [PORT]` */
export function addConnect(program: Command, context: CommandContext): void {
  const { say, io } = context
  const command = program
    .command('connect')
    .alias('client')
    .description(say(t.connect))
    .argument('[host]', say(o.hostArgument))
    .argument('[port]', say(o.portArgument))
  addTalkOptions(command, context, { wait: o.wait, hex: o.hex, source: o.source })
    .addOption(portOption('-p, --source-port <PORT>', o.sourcePort, 1, context))
    .option('--keep-half-open', say(o.keepHalfOpen))
    .action(async (host: string | undefined, port: string | undefined, options: ConnectCommandOptions) => {
      const given = parseTarget(host, port, 1, context)
      refuseWithUdp(
        {
          '-w': options.wait !== undefined,
          '-N': options.halfClose === true,
          '--no-shutdown': !options.shutdown,
          '--keep-half-open': options.keepHalfOpen === true,
        },
        options,
        context,
      )
      const shape = receivedShape(options, io.stdout.isTTY === true)
      checkDecode(options, shape, context)
      await overTun(options, context, given.port, async (context) => {
        const session = new Session(context, options, {
          shape,
          numbered: false,
          tellsPeerFin: io.stdin.isTTY === true || options.keepHalfOpen === true,
        })
        const target = await complete(session, given)
        if (target === undefined) {
          session.end(EXIT.interrupted, 'gone')
          return session.finish(await session.ended, [])
        }
        return runClient(session, { ...target, sourcePort: options.sourcePort }, options)
      })
    })
}

/** Asks for what is missing when a person can be asked. @returns undefined when they would not say. */
async function complete(
  session: Session,
  given: HostAndPort,
): Promise<{ host: string; port: number } | undefined> {
  const { context, prompt } = session
  const { say } = context
  let { host, port } = given
  // A port alone is one of this machine, as `synfin listen PORT` is.
  if (port !== undefined) return { host: host ?? 'localhost', port }
  if (prompt === undefined) {
    throw new UsageError(
      host === undefined ? say(t.hostMissing) : say(t.portMissing, { host, command: 'connect' }),
    )
  }
  if (host === undefined) {
    const answer = await prompt.ask(say(u.askHost))
    if (answer === undefined) return undefined
    const said = parseTarget(answer, undefined, 1, context)
    host = said.host ?? 'localhost'
    port = said.port
  }
  if (port === undefined) {
    const answer = await prompt.ask(say(u.askPort))
    if (answer === undefined) return undefined
    port = parseTarget('localhost', answer, 1, context).port
  }
  return port === undefined ? undefined : { host, port }
}
