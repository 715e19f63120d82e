import { charsetsOf } from '../../store/charsets.ts'
import { useSignal } from '@preact/signals'
import { toBase64, charset } from '../../../charset/index.ts'
import { InputError, sayError } from '../../../say/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { lang, t } from '../../store/settings.ts'
import { toast } from '../../store/toasts.ts'
import { Button, Field } from '../../ui/index.ts'
import { readTarget } from '../addresses.ts'
import { ask } from '../ask.ts'
import { isPort } from '../connect-form.ts'
import { draft } from '../composer/state.ts'
import { draftBytes } from '../composer/draft.ts'
import { select } from '../store.ts'

/** UDP just sends: the message of the composer, to anybody. */
export function SendTo({ listener }: { readonly listener: number }) {
  const target = useSignal('')
  const problem = useSignal('')
  const go = async (event: Event): Promise<void> => {
    event.preventDefault()
    const { host, port } = readTarget(target.value)
    problem.value = host === '' ? t(s.hostMissing) : isPort(port ?? 0, 1) ? '' : t(s.portWrong, { min: 1 })
    if (problem.value !== '' || port === undefined) return
    const { reads, writes } = charsetsOf(listener)
    const into = charset(writes) ?? charset(reads) ?? charset('utf-8')
    if (into === undefined) return
    try {
      const { bytes } = draftBytes(draft.value, into)
      const answer = await ask('sendTo', { listener, host, port, base64: toBase64(bytes) })
      if (answer !== undefined) select(answer.conn)
    } catch (error) {
      if (error instanceof InputError) toast(sayError(error, lang.value), 'bad')
      else throw error
    }
  }
  return (
    <form class="send-to" onSubmit={(event) => void go(event)} noValidate>
      <Field label={t(s.sendTo)} hint={t(s.hostHint)} error={problem.value}>
        {(bind) => (
          <input
            {...bind}
            type="text"
            placeholder="127.0.0.1:9000"
            value={target.value}
            onInput={(event) => (target.value = event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit">{t(s.send)}</Button>
    </form>
  )
}
