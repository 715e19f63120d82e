import { type Sentence, sayError } from '../../say/index.ts'
import { readFileSync } from 'node:fs'
import { TunError, type TunSockets, tunSentences } from '../../host/index.ts'
import { capturedPacket } from '../../lab/index.ts'
import { Recorder } from '../../link/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { writePcapng } from '../../capture/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { writeOrComplain } from '../files.ts'
import type { TunFlags } from '../options.ts'
import { Supervised } from './supervised.ts'
import { problemLine } from '../terminal.ts'

/** So long a command given with `--run` may take until it listens. */
const LISTEN_WITHIN = 5_000
/** And so long a receiver may take to finish with what it has been sent. */
const FINISH_WITHIN = 500

/**
 * Runs a talk command over the sockets that its flags ask for: the kernel's, or the engine's behind a TUN device. With
 * no right to make one, the whole program runs again in a namespace of its own.
 *
 * @param port - For a client: what `--run` is waited for.
 * @throws {UsageError} For a flag that needs `--tun`.
 */
export async function overTun(
  flags: TunFlags,
  context: CommandContext,
  port: number | undefined,
  action: (context: CommandContext) => Promise<ExitCode>,
): Promise<void> {
  if (flags.tun === undefined) {
    for (const flag of ['path', 'pcap', 'run'] as const) {
      if (flags[flag] !== undefined)
        throw new UsageError(context.say(t.needs, { flags: `--${flag}`, other: '--tun' }))
    }
    context.exit(await action(context))
    return
  }
  const { io, lang } = context
  try {
    const tun = await io.tun.open({
      ...(flags.tun === true ? {} : { addresses: [flags.tun] }),
      ...(flags.path === undefined ? {} : { path: flags.path }),
    })
    context.exit(await withDevice(tun, flags, context, port, action))
  } catch (error) {
    if (!(error instanceof TunError)) throw error
    if (error.problem === 'notAllowed' && !io.tun.isInNamespace) {
      const code = await io.tun.runInNamespace().catch((refused: unknown) => {
        throw refused instanceof TunError ? new UsageError(sayError(refused, lang)) : refused
      })
      context.exit(code as ExitCode)
      return
    }
    throw new UsageError(sayError(error, lang))
  }
}

async function withDevice(
  tun: TunSockets,
  flags: TunFlags,
  context: CommandContext,
  port: number | undefined,
  action: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { io, say, note } = context
  const recorder = new Recorder()
  if (flags.pcap !== undefined) tun.network.tap(recorder)
  let program: Supervised | undefined
  let isOver = false
  let code: ExitCode
  const start = (): void => {
    if (flags.run === undefined || program !== undefined) return
    program = new Supervised(flags.run, (code) => {
      if (isOver || flags.quiet === true) return
      note(say(commandEnding(code, port === undefined), { code }))
    })
  }
  try {
    if (flags.quiet !== true) {
      const names = { kernel: tun.kernelAddresses, engine: tun.engineAddresses }
      note(say(tunSentences.up, { device: tun.device, ...names }))
      if (io.tun.isInNamespace) note(say(tunSentences.inNamespace, { command: io.tun.joinCommand }))
    }
    if (port !== undefined && flags.run !== undefined) {
      start()
      await listening(port)
    }
    code = await action({
      ...context,
      io: { ...io, sockets: () => tun.sockets },
      listening: start,
      reachedAt: tun.engineAddresses[0],
    })
    isOver = true
    // Its kernel has every byte: it may still be reading and writing them.
    if (port !== undefined && code === EXIT.done) await within(FINISH_WITHIN, program?.ended)
  } finally {
    isOver = true
    program?.end()
    await tun.close()
  }
  if (flags.pcap === undefined) return code
  try {
    await writeOrComplain(flags.pcap, writePcapng(recorder.packets.map(capturedPacket)), context)
    return code
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    note(problemLine(error.message))
    // How the talk itself failed is told first.
    return code === EXIT.done ? EXIT.usage : code
  }
}

/** A listener goes on without the command; a client ends by itself, often just then. */
function commandEnding(code: number, goesOn: boolean): Sentence {
  if (goesOn) return code === 0 ? tunSentences.commandEnded : tunSentences.commandFailed
  return code === 0 ? tunSentences.commandOver : tunSentences.commandOverFailed
}

async function within(millis: number, over: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, millis)))
  await Promise.race([over, patience])
  clearTimeout(timer)
}

/** Waits until the kernel has a TCP listener on the port, by its own table. */
async function listening(port: number): Promise<void> {
  const LISTEN = '0A'
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (let waited = 0; waited < LISTEN_WITHIN; waited += 20) {
    for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
      for (const line of readFileSync(table, 'latin1').split('\n')) {
        const [, local = '', , state] = line.trim().split(/\s+/)
        if (state === LISTEN && local.endsWith(wanted)) return
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
