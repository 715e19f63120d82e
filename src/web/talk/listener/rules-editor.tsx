import { useSignal } from '@preact/signals'
import type { ListenerInfo, ReplyRule } from '../../../protocol/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { toast } from '../../store/toasts.ts'
import { Button, Check, Icon, Select } from '../../ui/index.ts'
import { ask } from '../ask.ts'
import { charsetOptions } from '../charset-options.ts'
import {
  isSameRules,
  newRule,
  problemOf,
  withAnswer,
  withMatch,
  type RuleForm,
  formOf,
  ruleOf,
} from './rule-form.ts'

/** The reply rules of a listener; they hold once they are saved. */
export function RulesEditor({ listener }: { readonly listener: ListenerInfo }) {
  const forms = useSignal<readonly RuleForm[]>(listener.rules.map(formOf))
  const known = useSignal<readonly ReplyRule[]>(listener.rules)
  // Changed by another page, or switched off by the workbench.
  if (known.value !== listener.rules) {
    if (isSameRules(forms.value, known.value)) forms.value = listener.rules.map(formOf)
    known.value = listener.rules
  }
  const isChanged = !isSameRules(forms.value, listener.rules)
  const problems = forms.value.map(problemOf)
  const change = (at: number, form: RuleForm): void => {
    forms.value = forms.value.map((other, i) => (i === at ? form : other))
  }
  const save = async (): Promise<void> => {
    const answer = await ask('rules', { conn: listener.conn, rules: forms.value.map(ruleOf) })
    if (answer !== undefined) toast(t(s.rulesSaved), 'good')
  }
  return (
    <section class="rules">
      <h2>{t(s.rules)}</h2>
      <p class="quiet">{t(forms.value.length === 0 ? s.ruleNone : s.rulesText)}</p>
      <ol>
        {forms.value.map((form, at) => (
          <li key={form.key}>
            <RuleFields form={form} problem={problems[at]} onChange={(next) => change(at, next)} />
            <div class="rule-tools">
              <Button
                kind="quiet"
                icon={<Icon name="up" />}
                label={t(s.ruleUp)}
                disabled={at === 0}
                onClick={() => (forms.value = forms.value.toSpliced(at, 1).toSpliced(at - 1, 0, form))}
              />
              <Button
                kind="quiet"
                icon={<Icon name="close" />}
                label={t(s.delete)}
                onClick={() => (forms.value = forms.value.filter((other) => other !== form))}
              />
            </div>
          </li>
        ))}
      </ol>
      <div class="rule-actions">
        <Button icon={<Icon name="plus" />} onClick={() => (forms.value = [...forms.value, newRule()])}>
          {t(s.ruleAdd)}
        </Button>
        {isChanged && (
          <>
            <Button
              kind="primary"
              disabled={problems.some((problem) => problem !== undefined)}
              onClick={() => void save()}
            >
              {t(s.save)}
            </Button>
            <span class="quiet">{t(s.rulesChanged)}</span>
          </>
        )}
      </div>
    </section>
  )
}

function RuleFields(props: {
  readonly form: RuleForm
  readonly problem: string | undefined
  readonly onChange: (form: RuleForm) => void
}) {
  const { form, problem, onChange } = props
  return (
    <div class="rule">
      <Select
        label={t(s.ruleWhen)}
        value={form.match}
        options={[
          { value: 'any', label: t(s.whenAny) },
          { value: 'text', label: t(s.whenText) },
          { value: 'hex', label: t(s.whenHex) },
          { value: 'regex', label: t(s.whenRegex) },
        ]}
        onChange={(match) => onChange(withMatch(form, match))}
      />
      {form.match !== 'any' && (
        <input
          type="text"
          class={form.match === 'text' ? '' : 'mono'}
          aria-label={t(s.ruleWhatMatch)}
          value={form.matchText}
          onInput={(event) => onChange({ ...form, matchText: event.currentTarget.value })}
        />
      )}
      <Select
        label={t(s.ruleThen)}
        value={form.answer}
        options={[
          { value: 'echo', label: t(s.thenEcho) },
          { value: 'text', label: t(s.thenText) },
          { value: 'escapes', label: t(s.thenEscapes) },
          { value: 'hex', label: t(s.thenHex) },
        ]}
        onChange={(answer) => onChange(withAnswer(form, answer))}
      />
      {form.answer !== 'echo' && (
        <input
          type="text"
          class={form.answer === 'text' ? '' : 'mono'}
          aria-label={t(s.ruleWhatAnswer)}
          value={form.answerText}
          onInput={(event) => onChange({ ...form, answerText: event.currentTarget.value })}
        />
      )}
      <Select
        label={t(s.charset)}
        value={form.charset}
        options={charsetOptions('auto').slice(1)}
        onChange={(charset) => onChange({ ...form, charset })}
      />
      <label class="rule-delay">
        {t(s.ruleDelay)}{' '}
        <input
          type="number"
          min={0}
          value={form.delay}
          onInput={(event) => onChange({ ...form, delay: event.currentTarget.value })}
        />
      </label>
      <Check label={t(s.ruleOn)} isOn={form.isOn} onChange={(isOn) => onChange({ ...form, isOn })} />
      {problem !== undefined && (
        <p class="field-message bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
