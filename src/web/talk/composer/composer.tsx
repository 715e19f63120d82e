import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { InputError, sayError } from '../../../say/index.ts'
import { pageSentences as p } from '../../shell/sentences.ts'
import { talkSentences as s } from '../sentences.ts'
import type { Charset } from '../../../charset/index.ts'
import { useCommands } from '../../store/commands.ts'
import { lang, t } from '../../store/settings.ts'
import { takeOne } from '../../store/take-one.ts'
import { toast } from '../../store/toasts.ts'
import { Button, Check, Icon } from '../../ui/index.ts'
import { showCharset } from '../charset-options.ts'
import { connectionOf, selected } from '../store.ts'
import { ComposerBar } from './composer-bar.tsx'
import { draftBytes, type Draft } from './draft.ts'
import { HexMirror } from './hex-mirror.tsx'
import { MessageField } from './message-field.tsx'
import { sendDraft, sendFile } from './outgoing.ts'
import { readRepeat, RepeatFields, RunningRepeats } from './repeats.tsx'
import {
  charsetHere,
  chooseEnter,
  chooseKeep,
  draft,
  enterSends,
  file,
  isRepeating,
  keepsDraft,
} from './state.ts'
import { choiceHere, recipients } from './target.ts'
import { TargetSelect } from './target-select.tsx'

/** What was sent before, the last first: arrow up in an empty field. */
const sentBefore: Draft[] = []
const KEPT_DRAFTS = 100

/** Below the bytes: write, and send to one, some or all. */
export function Composer() {
  const field = useRef<HTMLTextAreaElement>(null)
  const progress = useSignal('')
  const here = charsetHere()
  const { bytes, problem } = readDraft(draft.value, here)
  const to = recipients()
  const hasMessage = file.value !== undefined || (problem === undefined && (bytes?.length ?? 0) > 0)
  const canGo = to.length > 0 && hasMessage
  const go = async (): Promise<void> => {
    if (!canGo) return
    await (file.value === undefined ? sendNow() : sendFileNow(file.value, (text) => (progress.value = text)))
    // Back from the button; but not when the person has gone elsewhere meanwhile.
    if (document.activeElement?.closest('.composer') !== null) field.current?.focus()
  }
  useCommands([
    { id: 'talk-send', title: s.keySend, group: p.groupTalk, keys: ['mod+Enter'], run: () => void go() },
    {
      id: 'talk-write',
      title: s.keyWrite,
      group: p.groupTalk,
      keys: ['m'],
      run: () => field.current?.focus(),
    },
  ])
  return (
    <section
      class="composer"
      aria-label={t(s.message)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        // Text that is dropped goes where it falls.
        const dropped = takeOne(event.dataTransfer?.files)
        if (dropped === undefined) return
        event.preventDefault()
        file.value = dropped
      }}
    >
      <ComposerBar charset={here} />
      <div class="composer-fields">
        <MessageField field={field} problem={problem} before={() => sentBefore[0]} onSend={go} />
        {file.value === undefined && <HexMirror bytes={bytes} charset={here} />}
        <div class="composer-go">
          <Button kind="primary" icon={<Icon name="send" />} disabled={!canGo} onClick={() => void go()}>
            {t(s.send)}
          </Button>
          <span class="quiet">{t(s.byteCount, { count: file.value?.size ?? bytes?.length ?? 0 })}</span>
        </div>
      </div>
      {isRepeating.value && <RepeatFields />}
      <RunningRepeats />
      <div class="composer-foot">
        <TargetSelect />
        <Check label={t(s.enterSends)} isOn={enterSends.value} onChange={chooseEnter} />
        <Check label={t(s.keepDraft)} isOn={keepsDraft.value} onChange={chooseKeep} />
        <p class="composer-message" role="status">
          {progress.value !== '' ? progress.value : (problem ?? whyNot(to.length))}
        </p>
      </div>
    </section>
  )
}

async function sendNow(): Promise<void> {
  const repeat = isRepeating.value ? readRepeat() : undefined
  if (typeof repeat === 'string') {
    toast(repeat, 'bad')
    return
  }
  const sent = draft.value
  if (!(await sendDraft(sent, recipients(), repeat))) return
  sentBefore.unshift(sent)
  sentBefore.length = Math.min(sentBefore.length, KEPT_DRAFTS)
  // What was typed while it was on its way stays.
  if (!keepsDraft.value && repeat === undefined && draft.value === sent) draft.value = { ...sent, source: '' }
}

async function sendFileNow(sending: File, progressed: (progress: string) => void): Promise<void> {
  const conns = recipients().map(({ conn }) => conn)
  const all = sending.size
  const report = (done: number): void => progressed(t(s.sending, { done, all }))
  if (await sendFile(sending, conns, report)) file.value = undefined
  progressed('')
}

/** What the draft says, or what is wrong with it. */
function readDraft(now: Draft, into: Charset): { readonly bytes?: Uint8Array; readonly problem?: string } {
  try {
    const { bytes, unencodable } = draftBytes(now, into)
    if (unencodable.length === 0) return { bytes }
    const characters = [...new Set(unencodable)].join(' ')
    return { bytes, problem: t(s.unencodable, { charset: showCharset(into.name), characters }) }
  } catch (error) {
    if (error instanceof InputError) return { problem: sayError(error, lang.value) }
    throw error
  }
}

/** Why there is nobody to send to. */
function whyNot(recipientCount: number): string {
  if (recipientCount > 0) return ''
  const connection = connectionOf(selected.value)
  if (choiceHere() !== 'this' || connection === undefined) return t(s.nobody)
  if (connection.state === 'FIN-WAIT') return t(s.finished)
  return t(connection.state === 'SYN-SENT' ? s.notYetOpen : s.closedAlready)
}
