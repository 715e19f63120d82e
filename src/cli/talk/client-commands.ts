import { uiSentences as u } from './sentences.ts'
import { EXIT } from '../exit-code.ts'
import { showAddress } from '../values.ts'
import { type Composer, sendFile } from './compose.ts'
import type { Session } from './session.ts'
import {
  encCommand,
  endHelp,
  fileWords,
  hexWords,
  saveCommand,
  sendTyped,
  shownState,
  textWords,
} from './shared-commands.ts'
import type { SlashCommand } from './slash.ts'
import type { Conversation } from '../../talk/index.ts'

/** The prompt of `synfin connect`. */
export function clientCommands(session: Session, talk: Conversation, composer: Composer): SlashCommand[] {
  const help = endHelp(talk.transport === 'udp')
  return [
    {
      name: 'half',
      help: help.half,
      run: async () => {
        if (talk.transport === 'udp') session.tell(u.notOverUdp)
        else await talk.halfClose()
        if (talk.peerEnded) session.end(EXIT.done, 'close')
      },
    },
    { name: 'close', help: help.close, run: () => session.end(EXIT.done, 'close') },
    { name: 'reset', help: help.reset, now: true, run: () => session.end(EXIT.done, 'reset') },
    { name: 'quit', help: u.helpQuit, run: () => session.end(EXIT.done, 'close') },
    {
      name: 'pause',
      help: help.pause,
      now: true,
      run: () => talk.pause(),
    },
    {
      name: 'resume',
      help: u.helpResume,
      now: true,
      run: () => talk.resume(),
    },
    encCommand(session, () => [talk]),
    {
      name: 'hex',
      words: hexWords,
      needsWords: true,
      help: u.helpHex,
      run: (text) => sendTyped(session, talk, composer.hex(text)(talk)),
    },
    {
      name: 'esc',
      words: textWords,
      needsWords: true,
      help: u.helpEsc,
      run: (text) => sendTyped(session, talk, composer.escapes(text)(talk)),
    },
    {
      name: 'file',
      words: fileWords,
      needsWords: true,
      help: u.helpFile,
      run: async (file) => {
        if (talk.sendEnded) session.tell(u.alreadyFinished, { who: '' })
        else await sendFile(file, [talk], session)
      },
    },
    saveCommand(session),
    { name: 'state', help: u.helpState, now: true, run: () => showState(session, talk) },
  ]
}

function showState(session: Session, talk: Conversation): void {
  session.tell(u.stateLine, {
    state: shownState(talk),
    local: showAddress(talk.socket.localAddress),
    remote: showAddress(talk.socket.remoteAddress),
    received: talk.bytesReceived,
    sent: talk.bytesSent,
    reads: talk.charsets.reads.toUpperCase(),
    writes: talk.charsets.writes.toUpperCase(),
  })
}
