import { type ExitCode, EXIT } from '../exit-code.ts'
import type { ServerPlan } from './server-plan.ts'
import { startServerPrompt } from './server-prompt.ts'
import { Server } from './server.ts'
import type { Session } from './session.ts'

/** Many clients at once, until the person or a signal ends it. */
export async function runServer(session: Session, plan: ServerPlan): Promise<ExitCode> {
  const server = new Server(session, plan)
  session.firstInterrupt = () => server.finish(EXIT.interrupted)
  try {
    await server.open()
    if (session.prompt !== undefined && plan.options.recvOnly !== true) {
      startServerPrompt(server, session.prompt, plan.options)
    } else server.readInput()
  } catch (error) {
    session.fail(error)
  }
  const ending = await session.ended
  server.stop()
  return session.finish(ending, [...server.clients.values()])
}
