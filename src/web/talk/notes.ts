import type { Closing, ConnectionInfo, WorkbenchEvent } from '../../protocol/index.ts'
import { talkSentences as s } from './sentences.ts'
import type { Sentence, SentenceArgs } from '../../say/index.ts'
import { judgeEnding, sayEnding } from '../../talk/index.ts'
import { lang, t } from '../store/settings.ts'
import { showAddress } from './addresses.ts'
import { isOrderly } from './ending.ts'
import type { Note } from './transcript/types.ts'

function note(time: string, tone: Note['tone'], sentence: Sentence, args?: SentenceArgs): Note {
  return { kind: 'note', time, tone, say: () => t(sentence, args) }
}

/** The first line of a talk: how it began. */
export function openNote(connection: ConnectionInfo): Note {
  const { transport, role, opened, state } = connection
  const args = { local: showAddress(connection.local), remote: showAddress(connection.remote) }
  if (state === 'SYN-SENT' || connection.remote === undefined) {
    const target =
      connection.target === undefined ? '?' : `${connection.target.host}:${connection.target.port}`
    return note(opened, 'plain', s.noteConnecting, { target })
  }
  if (transport === 'udp') return note(opened, 'plain', s.noteOpenUdp, args)
  return note(opened, 'good', role === 'client' ? s.noteOpenClient : s.noteOpenServer, args)
}

/** What an event says in the middle of a talk; undefined when nothing. */
export function eventNote(event: WorkbenchEvent): Note | undefined {
  const { time } = event
  switch (event.type) {
    case 'state':
      if (event.state === 'ESTABLISHED' && event.remote !== undefined) {
        const args = { local: showAddress(event.local), remote: showAddress(event.remote) }
        return note(time, 'good', s.noteEstablished, args)
      }
      return stateNote(event.state, time)
    case 'mark':
      if (event.mark === 'paused') return note(time, 'warn', s.notePaused)
      if (event.mark === 'resumed') return note(time, 'plain', s.noteResumed)
      if (event.mark === 'slow') return note(time, 'warn', s.noteSlow)
      if (event.mark === 'answers') return { kind: 'note', time, tone: 'warn', say: () => event.detail }
      if (event.mark === 'rule') return note(time, 'warn', s.noteRule, { detail: event.detail })
      return undefined
    case 'close':
      return closeNote(event, time, event.transport)
    case 'error':
      return { kind: 'note', time, tone: 'bad', say: () => event.message }
    default:
      return undefined
  }
}

/** FIN-WAIT and CLOSE-WAIT in words. */
export function stateNote(state: ConnectionInfo['state'], time: string): Note | undefined {
  if (state === 'FIN-WAIT') return note(time, 'plain', s.noteOurFin)
  if (state === 'CLOSE-WAIT') return note(time, 'plain', s.notePeerFin)
  return undefined
}

/** How it ended, and what was lost. */
export function closeNote(close: Closing, time: string, transport: 'tcp' | 'udp'): Note {
  const ending = judgeEnding({ ...close, transport })
  const told = (): string => sayEnding(ending, lang.value)
  return {
    kind: 'note',
    time,
    tone: isOrderly(ending) ? 'plain' : 'bad',
    say: () =>
      close.bytesUnsent === 0 ? told() : t(s.noteUnsent, { told: told(), count: close.bytesUnsent }),
  }
}
