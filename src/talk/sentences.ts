import { reasons, type Reason } from '../base/index.ts'

/** Why automatic answers pause. `{remote}` is an address and its port. */
export const answerSentences = {
  ours: {
    en: '{remote} is a port of our own: its datagrams are not answered by themselves, they would come back for ever.',
    zh: '{remote} 是本程序自己的端口：不自动应答来自它的数据报，否则会无休止地循环。',
  },
  peer: {
    en: 'More than {each|# automatic answer|# automatic answers} to {remote}, and then {rate|#} a second: none for {seconds} s.',
    zh: '对 {remote} 的自动应答超过 {each|#} 次，之后每秒超过 {rate|#} 次：暂停 {seconds} s。',
  },
  all: {
    en: 'More than {all|# automatic answer|# automatic answers} in a second, the last to {remote}: none to anybody for {seconds} s.',
    zh: '一秒内的自动应答超过 {all|#} 次（最近一次对 {remote}）：对所有对端暂停 {seconds} s。',
  },
} as const

/** Why a reply rule cannot be one. */
const texts = {
  emptyMatch: {
    en: 'A rule needs at least one byte to look for.',
    zh: '规则至少要有一个要查找的字节。',
  },
  badCharset: { en: 'There is no charset {value}.', zh: '没有字符集 {value}。' },
  badRegex: {
    en: 'The pattern {pattern} is no regular expression: {reason}.',
    zh: '{pattern} 不是正则表达式：{reason}。',
  },
  notEncodable: { en: '{charset} cannot write {text}.', zh: '{charset} 写不出 {text}。' },
} as const

export const ruleSentences: Readonly<Record<keyof typeof texts, Reason>> = reasons(texts)
