import { type Command, Option } from 'commander'
import { applyLineEnding } from '../../charset/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { optionSentences as o } from '../sentences/options.ts'
import { type CommandContext, UsageError } from '../context.ts'
import {
  addTalkOptions,
  checkDecode,
  countOption,
  hexOption,
  lineEnd,
  portOption,
  refuseWithUdp,
  timeOption,
} from '../options.ts'
import { Charsets } from '../../talk/index.ts'
import { readHex } from '../talk/typed.ts'
import { inputShape, receivedShape } from '../talk/client.ts'
import { Expectation } from '../talk/expectation.ts'
import { type Errand, runOnce, type SendOptions } from '../talk/once.ts'
import { overTun } from '../talk/over-tun.ts'
import { SentFile } from '../talk/sent-file.ts'
import { Session } from '../talk/session.ts'
import { parseTarget } from '../values.ts'

/** `synfin send HOST [PORT] [TEXT]` */
export function addSend(program: Command, context: CommandContext): void {
  const { say, io } = context
  const command = program
    .command('send')
    .description(say(t.send))
    .argument('<host>', say(o.hostArgument))
    .argument('[port]', say(o.portArgument))
    .argument('[text]', say(o.textArgument))
  addTalkOptions(command, context, { wait: o.wait, hex: o.hexSend, source: o.source })
    .addOption(portOption('-p, --source-port <PORT>', o.sourcePort, 1, context))
    .addOption(new Option('--file <FILE>', say(o.file)).conflicts('hex'))
    .addOption(new Option('--expect <TEXT>', say(o.expect)).conflicts(['expectHex', 'sendOnly']))
    .addOption(hexOption('--expect-hex <HEX>', o.expectHex, context).conflicts('sendOnly'))
    .addOption(countOption('--repeat <N>', o.repeat, 1, context))
    .addOption(timeOption('--every <TIME>', o.every, context))
    .action(
      async (first: string, second: string | undefined, third: string | undefined, options: SendOptions) => {
        const { host, port, text } = readArguments([first, second, third], context)
        check(options, context)
        const shape = receivedShape(options, io.stdout.isTTY === true)
        checkDecode(options, shape, context)
        const input = inputOf(text, options, context)
        const expectation = expectationOf(options)
        const to = { host, port, sourcePort: options.sourcePort }
        await overTun(options, context, port, (context) => {
          const needsText = options.expect !== undefined
          const session = new Session(context, options, { shape, numbered: false, needsText })
          return runOnce(session, to, { input, expectation, options })
        })
      },
    )
}

/** `HOST PORT TEXT` or `HOST:PORT TEXT`. */
function readArguments(
  [first = '', second, third]: readonly (string | undefined)[],
  context: CommandContext,
): { readonly host: string; readonly port: number; readonly text: string | undefined } {
  const alone = parseTarget(first, undefined, 1, context)
  if (alone.port !== undefined && alone.host !== undefined) {
    if (third !== undefined)
      throw new UsageError(context.say(t.tooMany, { usage: 'synfin send HOST:PORT TEXT' }))
    return { host: alone.host, port: alone.port, text: second }
  }
  if (second === undefined) throw new UsageError(context.say(t.portMissing, { host: first, command: 'send' }))
  const { host = first, port = 0 } = parseTarget(first, second, 1, context)
  return { host, port, text: third }
}

function check(options: SendOptions, context: CommandContext): void {
  if (options.recvOnly === true)
    throw new UsageError(context.say(t.conflict, { one: '--recv-only', other: 'send' }))
  if (options.every !== undefined && options.every <= 0) {
    throw new UsageError(context.say(t.badTime, { value: '0', flags: '--every' }))
  }
  if (options.sendEncoding !== undefined && (options.hex === true || options.file !== undefined)) {
    const other = options.hex === true ? '--hex' : '--file'
    throw new UsageError(context.say(t.conflict, { one: '--send-encoding', other }))
  }
  if (options.expect === '') throw new UsageError(context.say(t.emptyText, { flags: '--expect' }))
  if (options.expectHex?.length === 0)
    throw new UsageError(context.say(t.emptyText, { flags: '--expect-hex' }))
  refuseWithUdp(
    {
      '-w': options.wait !== undefined,
      '-N': options.halfClose === true,
      '--no-shutdown': !options.shutdown,
    },
    options,
    context,
  )
}

/** @returns What to send each time, or how the piped input is read. */
function inputOf(text: string | undefined, options: SendOptions, context: CommandContext): Errand['input'] {
  const { say, io } = context
  if (options.file !== undefined) {
    if (text !== undefined) throw new UsageError(say(t.textTwice))
    if (lineEnd(options, undefined) !== undefined)
      throw new UsageError(say(t.conflict, { one: '--file', other: '--eol' }))
    return new SentFile(options.file, options.repeat !== undefined || options.every !== undefined, context)
  }
  if (text === undefined) {
    if (io.stdin.isTTY === true) throw new UsageError(say(t.textMissing))
    if (options.repeat !== undefined || options.every !== undefined) {
      throw new UsageError(
        say(t.needs, { flags: options.repeat === undefined ? '--every' : '--repeat', other: 'TEXT' }),
      )
    }
    return inputShape(options)
  }
  if (options.hex === true) return readHex(text, context)
  if (text === '') throw new UsageError(say(t.emptyText, { flags: 'TEXT' }))
  const eol = lineEnd(options, undefined)
  const whole = eol === undefined ? text : applyLineEnding(`${text}\n`, eol)
  const charsets = new Charsets(
    options.recvEncoding ?? options.encoding,
    options.sendEncoding ?? options.encoding,
  )
  const { bytes, unencodable } = charsets.encode(whole)
  if (unencodable.length === 0) return bytes
  throw new UsageError(say(t.notEncodable, { text, charset: charsets.writes.toUpperCase() }))
}

function expectationOf({ expect, expectHex }: SendOptions): Expectation | undefined {
  if (expectHex !== undefined) return Expectation.ofBytes(expectHex)
  return expect === undefined ? undefined : Expectation.ofText(expect)
}
