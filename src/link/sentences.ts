import { reasons, type Reason } from '../base/index.ts'

/** What is wrong with a path (`delay 40ms loss 1%`), by the `problem` of a `PathError`. */
const pathTexts = {
  unknownWord: {
    en: "'{word}' is not a part of a path; the parts are {allowed}.",
    zh: '路径里没有“{word}”这一项；可用的项有 {allowed}。',
  },
  twice: { en: "'{word}' is given twice.", zh: '“{word}”写了两次。' },
  missing: {
    en: "'{field}' needs a value, such as '{allowed}'.",
    zh: '“{field}”后面缺少值，例如“{allowed}”。',
  },
  time: {
    en: "'{word}' is not a time for '{field}': write a number and its unit, us, ms or s, such as 40ms (an hour at most).",
    zh: '“{word}”不能作为“{field}”的时间：请写数字加单位 us、ms 或 s，例如 40ms（最多一小时）。',
  },
  percent: {
    en: "'{word}' is not a chance for '{field}': write a percentage from 0% to 100%, such as 1% or 0.5%.",
    zh: '“{word}”不能作为“{field}”的概率：请写 0% 到 100% 的百分数，例如 1% 或 0.5%。',
  },
  rate: {
    en: "'{word}' is not a rate: write a number and its unit, bit, kbit, mbit or gbit, such as 10mbit (not 0).",
    zh: '“{word}”不是速率：请写数字加单位 bit、kbit、mbit 或 gbit，例如 10mbit（不能为 0）。',
  },
  count: {
    en: "'{word}' is not a number for '{field}': write a whole number from 1.",
    zh: '“{word}”不能作为“{field}”的数值：请写从 1 开始的整数。',
  },
  numbers: {
    en: "'{word}' is not a list of packets for '{field}': write their numbers from 1, such as 3 or 3,7-9.",
    zh: '“{word}”不能作为“{field}”的包序号：请写从 1 开始的序号，例如 3 或 3,7-9。',
  },
  choice: {
    en: "'{word}' is not a choice for '{field}': write one of {allowed}.",
    zh: '“{field}”不能取“{word}”：请写以下之一：{allowed}。',
  },
  extra: {
    en: "'{word}' is too much for '{field}': it is written as in '{allowed}'.",
    zh: '“{field}”后面的“{word}”是多余的：写法如“{allowed}”。',
  },
  needsDelay: {
    en: "'{field}' needs a delay, such as '{allowed}'.",
    zh: '“{field}”需要先有延迟，例如“{allowed}”。',
  },
  needsReorder: {
    en: "'gap' needs a reorder before it, such as '{allowed}'.",
    zh: '“gap”前面需要 reorder，例如“{allowed}”。',
  },
  needsRate: {
    en: "'{field}' speaks of the queue before a rate: it needs a rate, such as '{allowed}'.",
    zh: '“{field}”说的是速率限制前的队列：需要先有 rate，例如“{allowed}”。',
  },
  needsCodel: {
    en: "'{field}' belongs to codel, such as '{allowed}'.",
    zh: '“{field}”属于 codel，例如“{allowed}”。',
  },
  needsMarker: {
    en: "'ecn' marks what loss or codel would drop: it needs one of them, such as '{allowed}'.",
    zh: '“ecn”标记 loss 或 codel 原本要丢弃的包：需要其中之一，例如“{allowed}”。',
  },
  sum: {
    en: 'The chances {field} leave one state together: their sum may not be above 100%.',
    zh: '{field} 是离开同一状态的概率：它们之和不能超过 100%。',
  },
} as const

export const pathSentences: Readonly<Record<PathProblem, Reason>> = reasons(pathTexts)

/** What can be wrong with a path. `{word}` is the word at fault, `{field}` the part of the path it stands in. */
export type PathProblem = keyof typeof pathTexts

/** Why a link or the virtual clock refuses a call. */
const linkTexts = {
  badMtu: {
    en: 'An MTU is a whole number from 256 to 65536, not {mtu}.',
    zh: 'MTU 是 256 到 65536 的整数，不能是 {mtu}。',
  },
  clockIdle: {
    en: 'Nothing is left to happen at {now} ns, so what is waited for can never come.',
    zh: '在 {now} ns 处已没有待发生的事件，所等待的永远不会到来。',
  },
  clockDeadline: {
    en: 'The run did not end by {deadline} ns of virtual time: the next event is due at {time} ns.',
    zh: '运行没有在虚拟时间 {deadline} ns 之前结束：下一个事件在 {time} ns。',
  },
  clockEvents: {
    en: 'The run did not end within {most|# event|# events}; it is {time} ns of virtual time.',
    zh: '运行没有在 {most|#} 个事件之内结束；此刻的虚拟时间是 {time} ns。',
  },
} as const

export const linkSentences: Readonly<Record<LinkReason, Reason>> = reasons(linkTexts)

export type LinkReason = keyof typeof linkTexts
