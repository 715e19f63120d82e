import { uiSentences as u } from './sentences.ts'
import { EXIT } from '../exit-code.ts'
import { lineEnd } from '../options.ts'
import { Composer } from './compose.ts'
import type { Prompt } from './prompt.ts'
import type { Server } from './server.ts'
import type { ListenCommandOptions } from './server-plan.ts'
import { serverCommands, sendToAll } from './server-commands.ts'
import { SlashCommands } from './slash.ts'

/** The prompt of `synfin listen`: a line goes to every client. */
export function startServerPrompt(server: Server, prompt: Prompt, options: ListenCommandOptions): void {
  const { session } = server
  const { lang } = session.context
  const note = (line: string): void => session.screen.note(line)
  const composer = new Composer({
    hex: options.hex === true,
    eol: lineEnd(options, 'lf'),
    lang,
    tell: session.tell,
    note,
  })
  const slash = new SlashCommands(serverCommands(server, composer), lang, session.tell, session.screen)
  if (options.quiet !== true) note(session.context.say(u.listenHint))
  prompt.start({
    complete: (line) => slash.complete(line),
    interrupt: () => session.interrupt(),
    end: () => slash.inOrder(async () => server.finish(EXIT.done)),
    line: (text) => slash.take(text, (line) => sendToAll(server, composer.line(line))),
  })
}
