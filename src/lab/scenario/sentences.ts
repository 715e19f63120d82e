import { reasons, type Reason } from '../../base/index.ts'

/** What is wrong with a scenario or a link to one. */
const texts = {
  version: {
    en: "This link was made by a later synfin (its version is '{word}', this one reads {known}): update synfin.",
    zh: '这个链接由更新的 synfin 生成（版本 {word}，当前只支持 {known}）：请更新 synfin。',
  },
  encoded: {
    en: "'{word}' is cut or wrongly encoded: copy the link again, whole.",
    zh: '“{word}”不完整或编码有误：请重新完整复制链接。',
  },
  unknownKey: {
    en: "A scenario has no '{word}'; it has {allowed}.",
    zh: '场景里没有“{word}”；可用的有 {allowed}。',
  },
  twice: { en: "'{word}' is given twice.", zh: '“{word}”写了两次。' },
  path: { en: '{key}: {why}', zh: '{key}：{why}' },
  choice: {
    en: "'{word}' is no choice for '{key}': write {allowed|or}.",
    zh: '“{key}”不能取“{word}”：请写 {allowed|or}。',
  },
  number: {
    en: "'{word}' is no number for '{key}': write a whole number from {least} to {most}.",
    zh: '“{word}”不能作为“{key}”的数值：请写 {least} 到 {most} 的整数。',
  },
  time: {
    en: "'{word}' is no time for '{key}': write a number and its unit, us, ms, s, m or h, such as 50ms (a day at most).",
    zh: '“{word}”不能作为“{key}”的时间：请写数字加单位 us、ms、s、m 或 h，例如 50ms（最多一天）。',
  },
  size: {
    en: "'{word}' is no size for '{key}': write bytes from {least} to {most}, such as 500, 64k or 1M.",
    zh: '“{word}”不能作为“{key}”的大小：请写 {least} 到 {most} 的字节数，例如 500、64k 或 1M。',
  },
  encoding: {
    en: "There is no charset '{word}': see synfin encodings.",
    zh: '没有字符集“{word}”：请看 synfin encodings。',
  },
  unencodable: {
    en: "{encoding} has no '{characters}': choose another charset, or other words to send.",
    zh: '{encoding} 里没有“{characters}”：请换字符集，或改发别的文字。',
  },
  unknownStep: {
    en: "'{word}' is no step of a program; the steps are {allowed}.",
    zh: '程序没有“{word}”这一步；可用的步骤有 {allowed}。',
  },
  stepNeeds: {
    en: "'{step}' is not whole: it is written as in '{example}'.",
    zh: '“{step}”不完整，正确的写法如“{example}”。',
  },
  stepExtra: {
    en: "'{word}' does not belong to '{step}', which is written as in '{example}'.",
    zh: '“{word}”不属于“{step}”，正确的写法如“{example}”。',
  },
  quote: {
    en: 'The text {word} has no closing quotation mark.',
    zh: '文本 {word} 缺少结尾的引号。',
  },
  escape: {
    en: "'{word}' is no escape: write \\n, \\r, \\t, \\\\, \\' or \\u{41}.",
    zh: "“{word}”不是转义：请写 \\n、\\r、\\t、\\\\、\\' 或 \\u{41}。",
  },
  hex: {
    en: "'{word}' is not hex: write pairs of digits, such as c4e3.",
    zh: '“{word}”不是十六进制：请写成对的数字，例如 c4e3。',
  },
  notWithUdp: {
    en: "'{step}' needs a connection, and UDP has none.",
    zh: '“{step}”需要连接，而 UDP 没有连接。',
  },
  notForClient: {
    en: "'{step}' is for the server: the client has no listener.",
    zh: '“{step}”只用于服务器：客户端没有监听套接字。',
  },
  packet: {
    en: "'{word}' is no packet: write client.3 for the client's third, server.2 for the server's second.",
    zh: '“{word}”不是一个包：客户端的第 3 个包写 client.3，服务器的第 2 个写 server.2。',
  },
  delayedPacket: {
    en: "'{word}' is no delayed packet: write client.3:50ms.",
    zh: '“{word}”不是一个被延迟的包：请写 client.3:50ms。',
  },
  unknownOption: {
    en: "The engine has no option '{word}' that can be set here; some that it has: {allowed}.",
    zh: '引擎没有可在这里设置的选项“{word}”；可用的例如 {allowed}。',
  },
  optionRange: {
    en: "'{word}' is no value for the option '{key}'. {problem}",
    zh: '“{word}”不能作为选项“{key}”的值。{problem}',
  },
  tooMuch: {
    en: 'The programs would send {bytes|# byte|# bytes}: one run takes at most {most|#}.',
    zh: '程序一共要发送 {bytes|#} 字节：一次运行最多 {most|#} 字节。',
  },
  tooLong: {
    en: 'The link has {length|# character|# characters} and may have {most|#}. Send a size (64k) instead of a long text.',
    zh: '链接有 {length|#} 个字符，最多 {most|#} 个。请用大小（64k）代替很长的文本。',
  },
} as const

export const scenarioSentences: Readonly<Record<ScenarioProblem, Reason>> = reasons(texts)

/** The stable name of what can be wrong with a scenario. */
export type ScenarioProblem = keyof typeof texts
