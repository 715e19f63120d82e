import type { Command } from 'commander'
import { pictureOf, runConnection, labSentences as t } from '../../lab/index.ts'
import type { Sentence } from '../../say/index.ts'
import { asCalled } from '../as-called.ts'
import type { CommandContext } from '../context.ts'
import { addShowOptions, showPicture, type ShowOptions } from '../lab/show.ts'

const NEXT: readonly (readonly [string, Sentence])[] = [
  ['synfin lab connection --close server', t.tryServer],
  ["synfin lab connection --path 'delay 20ms loss 20%' --seed 7", t.tryLoss],
  ['synfin lab connection --reset client', t.tryReset],
  ['synfin lab connection --svg a.svg --pcap a.pcapng', t.trySvg],
  ['synfin listen 8888 --encoding gbk', t.tryListen],
  ['synfin connect 127.0.0.1 8888 --encoding gbk', t.tryConnect],
]

/** `synfin demo`: the conversation that everything begins with, from SYN to the last ACK. */
export function addDemo(program: Command, context: CommandContext): void {
  const { say, draw } = context
  const command = program.command('demo').description(say(t.demo))
  addShowOptions(command, context).action(async (options: ShowOptions) => {
    const run = await runConnection()
    const picture = showPicture(pictureOf(run, { calls: options.calls }), options, context)
    draw(`${say(t.demoTitle)}\n\n${picture}\n${tryNext(context)}`)
  })
}

/** What to try after this: a command, and under it what it shows. */
function tryNext({ say, io }: CommandContext): string {
  const lines = NEXT.map(([command, what]) => `  ${asCalled(command, io.env)}\n      ${say(what)}\n`)
  return `${say(t.tryNext)}\n${lines.join('')}`
}
