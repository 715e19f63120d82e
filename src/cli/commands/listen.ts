import { type Command, Option } from 'commander'
import { applyLineEnding } from '../../charset/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { optionSentences as o } from '../sentences/options.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { addTalkOptions, checkDecode, countOption, lineEnd, portOption, refuseWithUdp } from '../options.ts'
import { Charsets } from '../../talk/index.ts'
import { readHex } from '../talk/typed.ts'
import { receivedShape } from '../talk/client.ts'
import { runServer } from '../talk/run-server.ts'
import type { ListenCommandOptions, ServerPlan } from '../talk/server-plan.ts'
import { overTun } from '../talk/over-tun.ts'
import { Session } from '../talk/session.ts'
import { parseTarget } from '../values.ts'

const STANDARD_REPLY = '收到消息'
const STANDARD_PORT = 8888
const STANDARD_BACKLOG = 128

/** `synfin listen [HOST] [PORT]` */
export function addListen(program: Command, context: CommandContext): void {
  const { say, io } = context
  const command = program
    .command('listen')
    .alias('server')
    .description(say(t.listen))
    .argument('[host]', say(o.listenHostArgument))
    .argument('[port]', say(o.listenPortArgument))
  addTalkOptions(command, context, { wait: o.waitClient, hex: o.hex, source: o.listenSource })
    .addOption(new Option('--reply <TEXT>', say(o.reply)).default(undefined, STANDARD_REPLY))
    .addOption(new Option('--echo', say(o.echo)).conflicts('reply'))
    .option('--no-reply', say(o.noReply))
    .option('--broadcast', say(o.broadcast))
    .addOption(countOption('-m, --max-clients <N>', o.maxClients, 1, context))
    .addOption(countOption('--backlog <N>', o.backlog, 1, context).default(STANDARD_BACKLOG))
    .option('--keep-half-open', say(o.keepHalfOpenClient))
    .addOption(portOption('-p, --port <PORT>', o.port, 0, context))
    .option('-l, --listen', say(o.listenFlag))
    .option('-k, --keep-open', say(o.keepOpen))
    .action(async (host: string | undefined, port: string | undefined, options: ListenCommandOptions) => {
      const plan = planOf(host, port, options, context)
      const isPipe = io.stdout.isTTY !== true && plan.answer === undefined && options.broadcast !== true
      const shape = options.json === true ? 'json' : isPipe ? receivedShape(options, false) : 'lines'
      checkDecode(options, shape, context)
      const tellsPeerFin = options.keepHalfOpen === true
      await overTun(options, context, undefined, (context) =>
        runServer(new Session(context, options, { shape, numbered: true, tellsPeerFin, serves: true }), plan),
      )
    })
}

function planOf(
  first: string | undefined,
  second: string | undefined,
  options: ListenCommandOptions,
  context: CommandContext,
): ServerPlan {
  const { say, io } = context
  const given = parseTarget(first, second, 0, context)
  if (given.port !== undefined && options.port !== undefined) {
    throw new UsageError(say(t.twice, { one: 'PORT', other: '-p' }))
  }
  if (given.host !== undefined && options.source !== undefined) {
    throw new UsageError(say(t.twice, { one: 'HOST', other: '-s' }))
  }
  const answer = answerOf(options, context)
  const isTerminal = io.stdin.isTTY === true
  const sendsInput = !isTerminal && answer === undefined && options.recvOnly !== true
  const takesInput = sendsInput || (isTerminal && options.recvOnly !== true)
  if (!takesInput) {
    for (const [flag, isGiven] of [
      ['-q', options.quitAfter !== undefined],
      ['--no-shutdown', !options.shutdown],
      ['-N', options.halfClose === true],
    ] as const) {
      if (isGiven) throw new UsageError(say(t.needs, { flags: flag, other: '--no-reply' }))
    }
  }
  if (!takesInput && options.echo === true && lineEnd(options, undefined) !== undefined) {
    throw new UsageError(say(t.needs, { flags: '--eol', other: '--reply' }))
  }
  refuseWithUdp(
    {
      '-N': options.halfClose === true,
      '--no-shutdown': !options.shutdown,
      '--keep-half-open': options.keepHalfOpen === true,
      '--backlog': options.backlog !== STANDARD_BACKLOG,
    },
    options,
    context,
  )
  return {
    host: given.host ?? options.source,
    port: given.port ?? options.port ?? STANDARD_PORT,
    answer,
    isAnswerAsked: typeof options.reply === 'string' || options.echo === true || options.broadcast === true,
    sendsInput,
    options,
  }
}

/** @returns How this server answers; undefined when it does not. */
function answerOf(options: ListenCommandOptions, context: CommandContext): ServerPlan['answer'] {
  const { reply, echo, broadcast, sendOnly, recvOnly, hex } = options
  const refuse = (flags: string, other: string): never => {
    throw new UsageError(context.say(t.conflict, { one: flags, other }))
  }
  if (sendOnly === true || recvOnly === true) {
    const only = sendOnly === true ? '--send-only' : '--recv-only'
    if (typeof reply === 'string') refuse('--reply', only)
    if (echo === true) refuse('--echo', only)
    if (broadcast === true) refuse('--broadcast', only)
    return undefined
  }
  if (echo === true) return (_talk, received) => received
  if (reply === false || (reply === undefined && broadcast === true)) return undefined
  if (reply !== undefined && hex === true) {
    const bytes = readHex(reply, context)
    return () => bytes
  }
  if (reply === '') throw new UsageError(context.say(t.emptyReply))
  const eol = lineEnd(options, undefined)
  const text =
    eol === undefined ? (reply ?? STANDARD_REPLY) : applyLineEnding(`${reply ?? STANDARD_REPLY}\n`, eol)
  const charsets = new Charsets(
    options.recvEncoding ?? options.encoding,
    options.sendEncoding ?? options.encoding,
  )
  if (charsets.encode(text).unencodable.length > 0) {
    throw new UsageError(
      context.say(t.notEncodable, { text: text.trimEnd(), charset: charsets.writes.toUpperCase() }),
    )
  }
  return (talk) => talk.charsets.encode(text).bytes
}
