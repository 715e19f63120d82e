import { writeFileSync } from 'node:fs'
import type { Sentence } from '../../say/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { uiSentences as u } from './sentences.ts'
import {
  charsetName,
  type Conversation,
  eventToJson,
  eventToText,
  type Transcript,
} from '../../talk/index.ts'
import { reasonOf } from './files.ts'
import type { Session } from './session.ts'
import type { SlashCommand } from './slash.ts'

export const fileWords: Sentence = u.wordFile
export const textWords: Sentence = u.wordText
export const hexWords: Sentence = { en: '0d 0a', zh: '0d 0a' }
const nameWords: Sentence = { en: '[NAME]', zh: '[名字]' }

/** `/enc` says how these talks read and write; `/enc gbk` changes it from here on. */
export function encCommand(
  session: Session,
  talks: () => readonly Conversation[],
  changed?: (name: string) => void,
): SlashCommand {
  return {
    name: 'enc',
    words: nameWords,
    help: u.helpEnc,
    now: true,
    run: (label) => {
      const name = label === '' ? undefined : charsetName(label)
      if (label !== '' && name === undefined) {
        session.tell(t.badEncoding, { value: label })
        return
      }
      if (name !== undefined) {
        changed?.(name)
        for (const talk of talks()) talk.charsets.change(name)
      }
      const { reads, writes } = talks()[0]?.charsets ?? { reads: name ?? 'auto', writes: name ?? 'auto' }
      session.tell(u.encodingNow, { reads: reads.toUpperCase(), writes: writes.toUpperCase() })
    },
  }
}

/** `/save FILE` */
export function saveCommand(session: Session): SlashCommand {
  return {
    name: 'save',
    words: fileWords,
    needsWords: true,
    help: u.helpSave,
    now: true,
    run: (file) => {
      const { transcript } = session
      if (transcript === undefined) return
      try {
        const count = saveTranscript(transcript, file)
        session.tell(transcript.cut ? u.savedPart : u.saved, { count, file })
      } catch (error) {
        session.tell(u.localProblem, { file, reason: reasonOf(error, session.context.lang) })
      }
    },
  }
}

/** Writes events (`.jsonl`) or text. @returns How many events. @throws What the file system says. */
function saveTranscript({ events }: Transcript, file: string): number {
  const line = file.endsWith('.jsonl') ? eventToJson : eventToText
  writeFileSync(file, events.map((event) => `${line(event)}\n`).join(''))
  return events.length
}

/** @returns What a command does that ends, or stops reading: over UDP there is no FIN, no RST and no window. */
export function endHelp(isUdp: boolean): Record<'half' | 'close' | 'reset' | 'pause', Sentence> {
  return isUdp
    ? { half: u.helpHalfUdp, close: u.helpCloseUdp, reset: u.helpCloseUdp, pause: u.helpPauseUdp }
    : { half: u.helpHalf, close: u.helpClose, reset: u.helpReset, pause: u.helpPause }
}

/** @returns TCP's state; `UDP`, which has none, until it is over. */
export function shownState({ transport, state }: Pick<Conversation, 'transport' | 'state'>): string {
  return transport === 'udp' && state !== 'CLOSED' ? 'UDP' : state
}

/** Sends what the person at the prompt made; after our FIN it says why not. */
export async function sendTyped(
  session: Session,
  talk: Conversation,
  bytes: Uint8Array | undefined,
): Promise<void> {
  if (bytes === undefined) return
  if (talk.sendEnded) session.tell(u.alreadyFinished, { who: '' })
  else await talk.send(bytes)
}
