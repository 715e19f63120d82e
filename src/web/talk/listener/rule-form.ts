import type { ReplyRule } from '../../../protocol/index.ts'
import { InputError, sayError } from '../../../say/index.ts'
import { parseEscapeParts, parseHex } from '../../../charset/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { lang, t } from '../../store/settings.ts'

/** A reply rule as it stands in the form: every field keeps its text while another kind is chosen. */
export interface RuleForm {
  readonly key: number
  readonly match: ReplyRule['match']['kind']
  readonly matchText: string
  readonly flags: string | undefined
  readonly answer: ReplyRule['answer']['kind']
  readonly answerText: string
  readonly charset: string
  readonly delay: string
  readonly isOn: boolean
}

let lastKey = 0

export function newRule(): RuleForm {
  return formOf({ match: { kind: 'any' }, answer: { kind: 'text', text: '收到消息' } })
}

export function formOf(rule: ReplyRule): RuleForm {
  const { match, answer, charset = 'utf-8', delayMillis = 0, enabled = true } = rule
  return {
    key: ++lastKey,
    match: match.kind,
    matchText:
      match.kind === 'text'
        ? match.text
        : match.kind === 'hex'
          ? match.hex
          : match.kind === 'regex'
            ? match.pattern
            : '',
    flags: match.kind === 'regex' ? match.flags : undefined,
    answer: answer.kind,
    answerText: answer.kind === 'echo' ? '' : answer.kind === 'hex' ? answer.hex : answer.text,
    charset,
    delay: String(delayMillis),
    isOn: enabled,
  }
}

export function ruleOf(form: RuleForm): ReplyRule {
  const { match, matchText, flags, answer, answerText, charset } = form
  const delayMillis = Number(form.delay)
  return {
    match:
      match === 'any'
        ? { kind: match }
        : match === 'text'
          ? { kind: match, text: matchText }
          : match === 'hex'
            ? { kind: match, hex: matchText }
            : { kind: match, pattern: matchText, ...(flags === undefined ? {} : { flags }) },
    answer:
      answer === 'echo'
        ? { kind: answer }
        : answer === 'hex'
          ? { kind: answer, hex: answerText }
          : { kind: answer, text: answerText },
    ...(charset === 'utf-8' ? {} : { charset }),
    ...(delayMillis > 0 ? { delayMillis } : {}),
    ...(form.isOn ? {} : { enabled: false }),
  }
}

export function withMatch(form: RuleForm, match: RuleForm['match']): RuleForm {
  return { ...form, match }
}

export function withAnswer(form: RuleForm, answer: RuleForm['answer']): RuleForm {
  return { ...form, answer }
}

/** @returns What is wrong with it, in words. */
export function problemOf(form: RuleForm): string | undefined {
  const { match, matchText, answer, answerText } = form
  try {
    if (match === 'hex') parseHex(matchText)
    if (answer === 'hex') parseHex(answerText)
    if (answer === 'escapes') parseEscapeParts(answerText)
  } catch (error) {
    if (error instanceof InputError) return sayError(error, lang.value)
    throw error
  }
  if (match === 'regex') {
    try {
      void new RegExp(matchText, form.flags)
    } catch (error) {
      return t(s.regexWrong, { reason: (error as Error).message })
    }
  }
  return match !== 'any' && matchText === '' ? `${t(s.ruleWhatMatch)}?` : undefined
}

export function isSameRules(forms: readonly RuleForm[], rules: readonly ReplyRule[]): boolean {
  const shape = (list: readonly ReplyRule[]): string =>
    JSON.stringify(list.map((rule) => ruleOf({ ...formOf(rule), key: 0 })))
  return shape(forms.map(ruleOf)) === shape(rules)
}
