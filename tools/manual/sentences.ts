import type { ExitCode } from '../../src/cli/exit-code.ts'

interface Both {
  readonly en: string
  readonly zh: string
}

/** What a manual page says beside what the program's help does. */
export const manualSentences = {
  name: { en: 'NAME', zh: '名称' },
  synopsis: { en: 'SYNOPSIS', zh: '概要' },
  description: { en: 'DESCRIPTION', zh: '描述' },
  options: { en: 'OPTIONS', zh: '选项' },
  commands: { en: 'COMMANDS', zh: '命令' },
  exit: { en: 'EXIT STATUS', zh: '退出码' },
  environment: { en: 'ENVIRONMENT', zh: '环境变量' },
  files: { en: 'FILES', zh: '文件' },
  examples: { en: 'EXAMPLES', zh: '示例' },
  seeAlso: { en: 'SEE ALSO', zh: '另见' },
  manual: { en: 'User Commands', zh: '用户命令' },
  usage: {
    en: 'Without a command it opens the workbench, a page in the browser. Received bytes go to standard output, all else to standard error.',
    zh: '不带命令时打开工作台，一个浏览器页面。收到的字节写到标准输出，其余都写到标准错误。',
  },
} as const satisfies Readonly<Record<string, Both>>

/** Every exit code, as docs/cli.md has it at length. */
export const exitSentences: Readonly<Record<ExitCode, Both>> = {
  0: { en: 'done', zh: '完成' },
  1: {
    en: 'network error: refused, unreachable, name server down; a drill, a check or an interop case failed',
    zh: '网络错误：连接被拒绝、不可达、域名服务器没有响应；或有脚本、检查、互通用例失败',
  },
  2: {
    en: 'wrong usage, or something of this machine; one line on standard error says what to do',
    zh: '用法有误，或本机的问题；标准错误上有一行说明该怎么办',
  },
  3: { en: 'the peer reset the established connection (RST)', zh: '连接建立之后被对端重置（RST）' },
  4: { en: 'time-out', zh: '超时' },
  5: { en: '--expect or --expect-hex was not met', zh: '没有满足 --expect 或 --expect-hex' },
  6: {
    en: 'the peer went away in the middle: not all of the input is known to have reached it',
    zh: '对端中途离开：不能确定全部输入都已到达对端',
  },
  129: { en: 'SIGHUP, the workbench', zh: 'SIGHUP（工作台）' },
  130: { en: 'SIGINT (Ctrl-C)', zh: 'SIGINT（Ctrl-C）' },
  143: { en: 'SIGTERM', zh: 'SIGTERM' },
}

/** Variables that the program reads. */
export const variables: Readonly<Record<string, Both>> = {
  SYNFIN_LANG: {
    en: 'the language of messages, en or zh; before LC_ALL, LC_MESSAGES and LANG',
    zh: '消息的语言，en 或 zh；优先于 LC_ALL、LC_MESSAGES 和 LANG',
  },
  SYNFIN_TOKEN: { en: 'a token of your own for the workbench', zh: '工作台的自定义令牌' },
  NO_COLOR: { en: 'no colours, whatever its value', zh: '只要设置了，就不用颜色' },
  XDG_CONFIG_HOME: {
    en: 'where the folder synfin of the workbench lies; ~/.config unless set',
    zh: '工作台的 synfin 文件夹所在之处；未设置时是 ~/.config',
  },
}

export const files: Readonly<Record<string, Both>> = {
  '~/.config/synfin/snippets.json': { en: 'what you send often', zh: '常用的发送内容' },
  '~/.config/synfin/lab-runs.json': { en: 'experiments that you kept', zh: '保存的实验' },
}

export const examples: readonly (Both & { readonly run: string })[] = [
  {
    run: 'synfin demo',
    en: 'a connection drawn from the first SYN to the last ACK',
    zh: '画出一条连接，从第一个 SYN 到最后一个 ACK',
  },
  { run: 'synfin listen 8888 -e gbk', en: 'a server that speaks GBK', zh: '说 GBK 的服务器' },
  { run: 'echo hello | synfin connect 127.0.0.1 8888', en: 'a client in a pipe', zh: '管道里的客户端' },
  {
    run: "synfin lab connection --path 'delay 20ms loss 5%' --pcap run.pcapng",
    en: 'the same over a path that loses packets, and a capture of it',
    zh: '经过一条丢包的路径，并保存抓包文件',
  },
]
