import { talkSentences as s } from './sentences.ts'
import { t } from '../store/settings.ts'
import { Button, Check, Dialog, Field } from '../ui/index.ts'
import { CaptureCheck } from './capture-check.tsx'
import { FormProblem, TextField, TransportTabs } from './form-parts.tsx'
import { listen, useListenForm, type AnswerChoice, type ListenForm } from './listen-form.ts'

/** Asks where to listen and how to answer. */
export function ListenDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useListenForm()
  const isUdp = form.transport.value === 'udp'
  return (
    <Dialog title={t(s.listenTitle)} onClose={onClose}>
      <form
        class="talk-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void listen(form, onClose)
        }}
      >
        <TransportTabs value={form.transport} />
        <WhereFields form={form} />
        <AnswerFields form={form} />
        {!isUdp && (
          <Check
            label={t(s.keepHalfOpen)}
            isOn={form.keepHalfOpen.value}
            onChange={(on) => (form.keepHalfOpen.value = on)}
          />
        )}
        <CaptureCheck />
        <p class="quiet">{t(isUdp ? s.willListenUdp : s.willListen)}</p>
        <FormProblem text={form.problem.value} />
        <div class="dialog-actions">
          <Button type="submit" kind="primary" disabled={form.isBusy.value}>
            {t(s.listenGo)}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function WhereFields({ form }: { readonly form: ListenForm }) {
  const { where, address, port, portProblem } = form
  return (
    <>
      <div class="form-row">
        <Field label={t(s.listenOn)}>
          {(bind) => (
            <select
              {...bind}
              value={where.value}
              onChange={(event) => (where.value = event.currentTarget.value)}
            >
              <option value="127.0.0.1">{t(s.onLoopback)}</option>
              <option value="0.0.0.0">{t(s.onAll)}</option>
              <option value="::">{t(s.onAll6)}</option>
              <option value="other">{t(s.onOther)}</option>
            </select>
          )}
        </Field>
        <TextField
          label={t(s.port)}
          value={port}
          hint={t(s.listenPortHint)}
          error={portProblem.value}
          isNumber
          isFirst
        />
      </div>
      {where.value === 'other' && <TextField label={t(s.address)} value={address} />}
    </>
  )
}

function AnswerFields({ form: { answer, text } }: { readonly form: ListenForm }) {
  return (
    <div class="form-row">
      <Field label={t(s.answerWith)}>
        {(bind) => (
          <select
            {...bind}
            value={answer.value}
            onChange={(event) => (answer.value = event.currentTarget.value as AnswerChoice)}
          >
            <option value="none">{t(s.answerNone)}</option>
            <option value="echo">{t(s.answerEcho)}</option>
            <option value="text">{t(s.answerText)}</option>
          </select>
        )}
      </Field>
      {answer.value === 'text' && <TextField label={t(s.answerTextLabel)} value={text} />}
    </div>
  )
}
