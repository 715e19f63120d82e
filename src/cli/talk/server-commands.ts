import type { Sentence } from '../../say/index.ts'
import { uiSentences as u } from './sentences.ts'
import { EXIT } from '../exit-code.ts'
import { showAddress } from '../values.ts'
import { type Composer, sendFile } from './compose.ts'
import type { Server } from './server.ts'
import type { Session } from './session.ts'
import {
  encCommand,
  endHelp,
  fileWords,
  hexWords,
  saveCommand,
  shownState,
  textWords,
} from './shared-commands.ts'
import type { SlashCommand } from './slash.ts'
import type { Conversation } from '../../talk/index.ts'

const numberWords: Sentence = { en: 'N', zh: 'N' }
const toWords: Sentence = { en: 'N|1,4|all TEXT', zh: 'N|1,4|all 文本' }

type Make = (talk: Conversation) => Uint8Array | undefined

/** The prompt of `synfin listen`. */
export function serverCommands(server: Server, composer: Composer): SlashCommand[] {
  const { session } = server
  const help = endHelp(session.options.udp === true)
  return [
    { name: 'who', help: u.helpWho, now: true, run: () => showClients(server) },
    {
      name: 'to',
      words: toWords,
      needsWords: true,
      help: u.helpTo,
      run: (rest) => sendTo(server, rest, composer),
    },
    withClient(server, 'close', help.close, false, (talk) => talk.close()),
    withClient(server, 'reset', help.reset, true, (talk) => talk.reset()),
    withClient(server, 'half', help.half, false, async (talk) => {
      if (talk.transport === 'udp') session.tell(u.notOverUdp)
      else await talk.halfClose()
      if (talk.peerEnded) await talk.close()
    }),
    withClient(server, 'pause', help.pause, true, (talk) => talk.pause()),
    withClient(server, 'resume', u.helpResume, true, (talk) => talk.resume()),
    { name: 'stop', help: u.helpStop, now: true, run: () => server.stop() },
    encCommand(
      session,
      () => [...server.clients.values()],
      (name) => (session.encoding = name),
    ),
    {
      name: 'hex',
      words: hexWords,
      needsWords: true,
      help: u.helpHex,
      run: (text) => sendToAll(server, composer.hex(text)),
    },
    {
      name: 'esc',
      words: textWords,
      needsWords: true,
      help: u.helpEsc,
      run: (text) => sendToAll(server, composer.escapes(text)),
    },
    {
      name: 'file',
      words: fileWords,
      needsWords: true,
      help: u.helpFile,
      run: async (file) => {
        const talks = openTalks(server)
        if (talks.length === 0) session.tell(nobody(session))
        else await sendFile(file, talks, session, server.postTyped)
      },
    },
    saveCommand(session),
    { name: 'quit', help: u.helpQuit, run: () => session.end(EXIT.done, 'close') },
  ]
}

/** Sends to every client, each in its own charset. A client that goes meanwhile is told by its own end. */
export async function sendToAll(server: Server, make: Make): Promise<void> {
  const talks = openTalks(server)
  if (talks.length === 0) server.session.tell(nobody(server.session))
  await sendEach(server, talks, make)
}

async function sendEach(server: Server, talks: readonly Conversation[], make: Make): Promise<void> {
  await Promise.all(
    talks.map(async (talk) => {
      const bytes = make(talk)
      if (bytes !== undefined) await server.postTyped(talk, bytes)
    }),
  )
}

function openTalks(server: Server): Conversation[] {
  return [...server.clients.values()].filter((talk) => !talk.sendEnded)
}

/** `/to 3 text`, `/to 1,4 text`, `/to all text` */
async function sendTo(server: Server, rest: string, composer: Composer): Promise<void> {
  const [, whom = '', text = ''] = /^(\S+)(?:\s(.*))?$/s.exec(rest) ?? []
  const make = composer.line(text)
  if (whom === 'all') {
    await sendToAll(server, make)
    return
  }
  const talks: Conversation[] = []
  for (const n of whom.split(',')) {
    const talk = find(server, n)
    if (talk === undefined) return
    if (talk.sendEnded) server.session.tell(u.alreadyFinished, { who: `#${n} ` })
    else talks.push(talk)
  }
  await sendEach(server, talks, make)
}

/** A command about one client: `/close 3`; without a number when there is but one. */
function withClient(
  server: Server,
  name: string,
  help: Sentence,
  now: boolean,
  act: (talk: Conversation) => void | Promise<void>,
): SlashCommand {
  return {
    name,
    words: numberWords,
    help,
    now,
    run: async (rest) => {
      const [only] = server.clients.values()
      const talk = rest === '' && server.clients.size === 1 ? only : find(server, rest)
      if (talk !== undefined) await act(talk)
    },
  }
}

function find(server: Server, number: string): Conversation | undefined {
  const talk = server.clients.get(Number(number.replace(/^#/, '')))
  if (talk === undefined)
    server.session.tell(server.clients.size === 0 ? nobody(server.session) : u.noSuchClient, { n: number })
  return talk
}

function showClients(server: Server): void {
  const { session } = server
  if (server.clients.size === 0) session.tell(nobody(session))
  for (const talk of server.clients.values()) {
    session.tell(u.whoLine, {
      n: talk.number,
      remote: showAddress(talk.socket.remoteAddress),
      received: talk.bytesReceived,
      sent: talk.bytesSent,
      state: talk.isPaused ? `${shownState(talk)} ‖` : shownState(talk),
    })
  }
}

function nobody({ options }: Session): Sentence {
  return options.udp === true ? u.nobodyUdp : u.nobody
}
