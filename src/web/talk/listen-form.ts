import { AUTO } from '../store/charset-choice.ts'
import { charsetsOf } from '../store/charsets.ts'
import { useSignal, type Signal } from '@preact/signals'
import type { ReplyRule } from '../../protocol/index.ts'
import { talkSentences as s } from './sentences.ts'
import { t } from '../store/settings.ts'
import { remember, remembered } from '../store/storage.ts'
import { toast } from '../store/toasts.ts'
import { workbench } from '../store/workbench.ts'
import { faultText } from './ask.ts'
import { wantsCapture } from './capture-check.tsx'
import { isPort } from './connect-form.ts'
import { select } from './store.ts'

const STANDARD_PORT = '8888'
const STANDARD_ANSWER = '收到消息'

export type AnswerChoice = 'none' | 'echo' | 'text'

/** What stands in the dialog of Listen. */
export interface ListenForm {
  readonly transport: Signal<'tcp' | 'udp'>
  /** An address, or `other`: that of `address`. */
  readonly where: Signal<string>
  readonly address: Signal<string>
  readonly port: Signal<string>
  readonly answer: Signal<AnswerChoice>
  readonly text: Signal<string>
  readonly keepHalfOpen: Signal<boolean>
  readonly portProblem: Signal<string>
  readonly problem: Signal<string>
  readonly isBusy: Signal<boolean>
}

export function useListenForm(): ListenForm {
  return {
    transport: useSignal<'tcp' | 'udp'>('tcp'),
    where: useSignal('127.0.0.1'),
    address: useSignal(''),
    port: useSignal(remembered('talk.listenPort') ?? STANDARD_PORT),
    answer: useSignal<AnswerChoice>('none'),
    text: useSignal(STANDARD_ANSWER),
    keepHalfOpen: useSignal(false),
    portProblem: useSignal(''),
    problem: useSignal(''),
    isBusy: useSignal(false),
  }
}

/** Listens as the form says. A failure is told in the form. */
export async function listen(form: ListenForm, onDone: () => void): Promise<void> {
  const port = Number(form.port.value)
  const host = form.where.value === 'other' ? form.address.value.trim() : form.where.value
  form.problem.value = ''
  form.portProblem.value = form.port.value.trim() !== '' && isPort(port, 0) ? '' : t(s.portWrong, { min: 0 })
  if (form.portProblem.value !== '') return
  remember('talk.listenPort', form.port.value)
  form.isBusy.value = true
  try {
    const { listener, captureProblem } = await workbench.request('listen', {
      transport: form.transport.value,
      ...(host === '' ? {} : { host }),
      port,
      rules: rulesOf(form.answer.value, form.text.value),
      ...(form.keepHalfOpen.value ? { keepHalfOpen: true } : {}),
      ...(wantsCapture() ? { capture: true } : {}),
    })
    if (captureProblem !== undefined) toast(captureProblem.message, 'bad')
    onDone()
    select(listener.conn)
  } catch (error) {
    form.problem.value = faultText(error)
  } finally {
    form.isBusy.value = false
  }
}

function rulesOf(answer: AnswerChoice, text: string): ReplyRule[] {
  if (answer === 'none') return []
  if (answer === 'echo') return [{ match: { kind: 'any' }, answer: { kind: 'echo' } }]
  const { reads } = charsetsOf(0)
  const charset = reads === AUTO ? {} : { charset: reads }
  return [{ match: { kind: 'any' }, answer: { kind: 'text', text }, ...charset }]
}
