import { type Reason, reasons } from '../base/index.ts'
import { type Sentence, sentences } from '../say/index.ts'

/** What can be wrong with a simulation. */
const texts = {
  isDown: {
    en: 'Host {name} is down: `restart` it first.',
    zh: '主机 {name} 已停机：先 restart。',
  },
  oneAtATime: {
    en: 'Another simulation is running: Node has one set of timers and sockets, so one runs at a time.',
    zh: '另一个模拟正在运行：Node 只有一套定时器和套接字，一次只能运行一个。',
  },
  noSuchHost: {
    en: 'No host is called {name}. There are: {hosts}.',
    zh: '没有名为 {name} 的主机。现有：{hosts}。',
  },
  badSeed: {
    en: 'A seed is a whole number, not {seed}.',
    zh: '种子是整数，不是 {seed}。',
  },
  badTime: {
    en: '{time} is not a time: write milliseconds as a number, or a text such as 30ms, 5s, 2min.',
    zh: '{time} 不是时间：写数字（单位 ms），或写 30ms、5s、2min 这样的文本。',
  },
  stuck: {
    en: 'Nothing is left that could go on at {now} ms of virtual time: the program waits for what will never come.',
    zh: '虚拟时间 {now} ms 时已没有任何事件：程序在等永远不会发生的事。',
  },
  stuckReal: {
    en: 'Nothing is left that could go on at {now} ms of virtual time but what is real: {real}. It did not end within {limit|#} s.',
    zh: '虚拟时间 {now} ms 时只剩真实资源：{real}。{limit|#} s 内没有结束。',
  },
  deadline: {
    en: 'The run is not over at {deadline} ms of virtual time. Give `deadline` if it should go on.',
    zh: '虚拟时间到 {deadline} ms 时运行仍未结束。若应继续，请设 deadline。',
  },
  differs: {
    en: 'The same seed gave two runs that differ: {what}. Something in the program is not of the simulation.',
    zh: '同一种子的两次运行不同：{what}。程序中有模拟之外的东西。',
  },
} as const

export const simulateSentences: Readonly<Record<keyof typeof texts, Reason>> = reasons(texts)

/** What a failed run prints. */
const report = {
  seed: {
    en: 'Seed {seed}. This run again: SYNFIN_SEED={seed}, and the same command.',
    zh: '种子 {seed}。重现：设 SYNFIN_SEED={seed}，再运行同一命令。',
  },
  real: {
    en: 'Real, so not repeated by the seed: {what}.',
    zh: '以下是真实的，种子不能重现：{what}。',
  },
  left: {
    en: '… {left|# line|# lines} more: `diagram()` has all.',
    zh: '… 还有 {left|#} 行：diagram() 给出全部。',
  },
  none: { en: 'No packet was sent.', zh: '没有发送任何包。' },
} as const

export const reportSentences: Readonly<Record<keyof typeof report, Sentence>> = sentences(report)
