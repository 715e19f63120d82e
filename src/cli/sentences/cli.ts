/** The command line itself: its help, and what is wrong with what was typed. */
export const cliSentences = {
  program: {
    en: 'A TCP connection from SYN to FIN: talk it, see it, break it, prove it.',
    zh: '一条 TCP 连接，从 SYN 到 FIN：能对话、能观察、能注入故障、能验证。',
  },
  workbench: {
    en: 'Open the workbench, a page in the browser (as synfin without a command does)',
    zh: '打开工作台，一个浏览器页面（synfin 不带命令时也是如此）',
  },
  connect: {
    en: 'Connect to a server and talk: a prompt on a terminal, a pipe otherwise',
    zh: '连接服务器并对话：在终端里有提示符，否则当管道用',
  },
  listen: {
    en: 'Be a server: many clients at once, each with a number',
    zh: '当服务器：同时接待多个客户端，各有编号',
  },
  send: { en: 'Send once, print the answer and end', zh: '发送一次，显示回复，然后结束' },
  encodings: {
    en: 'List the charsets, or show how they read and write a sample',
    zh: '列出字符集，或显示它们怎样读写一个样本',
  },
  completion: {
    en: 'Print the completion script for bash, zsh or fish',
    zh: '打印 bash、zsh 或 fish 的补全脚本',
  },

  usageTitle: { en: 'Usage:', zh: '用法：' },
  argumentsTitle: { en: 'Arguments:', zh: '参数：' },
  optionsTitle: { en: 'Options:', zh: '选项：' },
  commandsTitle: { en: 'Commands:', zh: '命令：' },
  defaultNote: { en: '(default: {value})', zh: '（默认：{value}）' },
  choicesNote: { en: '({values|or})', zh: '（可选：{values|or}）' },
  help: { en: 'show this help', zh: '显示本帮助' },
  helpCommand: { en: 'show the help of a command', zh: '显示某个命令的帮助' },
  version: { en: 'show the version', zh: '显示版本' },

  unknownOption: {
    en: 'there is no option {flag}; see {help}',
    zh: '没有选项 {flag}；请看 {help}',
  },
  unknownOptionNear: {
    en: 'there is no option {flag}: did you mean {near}?',
    zh: '没有选项 {flag}：是不是 {near}？',
  },
  unknownCommand: { en: 'there is no command {name}; see {help}', zh: '没有命令 {name}；请看 {help}' },
  unknownCommandNear: {
    en: 'there is no command {name}: did you mean {near}?',
    zh: '没有命令 {name}：是不是 {near}？',
  },
  missingArgument: {
    en: 'the {name} is missing: {usage}',
    zh: '缺少 {name}：{usage}',
  },
  missingValue: { en: '{flags} needs a value', zh: '{flags} 需要一个值' },
  missingOption: { en: '{flags} must be given', zh: '必须给出 {flags}' },
  tooMany: { en: 'too many arguments: {usage}', zh: '参数太多：{usage}' },
  tooManyQuote: {
    en: 'too many arguments: {usage} (quote a text that has spaces)',
    zh: '参数太多：{usage}（含空格的文本要加引号）',
  },
  conflict: {
    en: '{one} and {other} exclude each other: leave one out',
    zh: '{one} 和 {other} 不能同时使用：去掉一个',
  },
  badChoice: {
    en: '{value} is not a value of {flags}: take {choices|or}',
    zh: '{value} 不是 {flags} 的值：请用 {choices|or}',
  },

  badPort: {
    en: '{value} is not a port: give a number from {least} to 65535',
    zh: '{value} 不是端口：请给出 {least} 到 65535 之间的数',
  },
  badTime: {
    en: '{value} is not a time for {flags}: write it as 500ms, 5s or 2m',
    zh: '{value} 不是 {flags} 的时间：请写成 500ms、5s 或 2m',
  },
  badCount: {
    en: '{value} is not a count for {flags}: give a whole number from {least} up',
    zh: '{value} 不是 {flags} 的数目：请给出不小于 {least} 的整数',
  },
  badEncoding: {
    en: '{value} is not a charset that synfin knows: see synfin encodings',
    zh: '{value} 不是 synfin 认识的字符集：请看 synfin encodings',
  },
  badAddress: {
    en: '{value} is not an address: write HOST:PORT, or [::1]:PORT for IPv6',
    zh: '{value} 不是地址：请写成“主机:端口”，IPv6 写成“[::1]:端口”',
  },
  badFamily: {
    en: '{value} is not an IPv{family} address: leave out -{family} or give another address',
    zh: '{value} 不是 IPv{family} 地址：去掉 -{family} 或换一个地址',
  },
  emptyReply: {
    en: '--reply must not be empty; --no-reply turns the automatic answer off',
    zh: '--reply 不能为空；不要自动应答请用 --no-reply',
  },
  emptyText: { en: '{flags} must not be empty', zh: '{flags} 不能为空' },
  notWithUdp: {
    en: '{flags} means nothing over UDP, which has no connection: leave it out or leave out -u',
    zh: '{flags} 对 UDP 没有意义（UDP 没有连接）：去掉它或去掉 -u',
  },
  needs: {
    en: '{flags} needs {other}: add it or leave {flags} out',
    zh: '{flags} 需要 {other}：补上它或去掉 {flags}',
  },
  hostMissing: {
    en: 'which server? synfin connect HOST PORT',
    zh: '连接哪台服务器？synfin connect 主机 端口',
  },
  portMissing: {
    en: 'which port of {host}? synfin {command} {host} PORT',
    zh: '{host} 的哪个端口？synfin {command} {host} 端口',
  },
  twice: { en: 'give it once: {one} or {other}', zh: '只给一次：{one} 或 {other}' },
  textMissing: {
    en: 'nothing to send: give TEXT, --hex HEX or --file FILE, or pipe it in',
    zh: '没有要发送的内容：请给出文本、“--hex 十六进制”或“--file 文件”，或用管道输入',
  },
  textTwice: {
    en: 'give what to send once: TEXT, --hex or --file',
    zh: '要发送的内容只给一次：文本、--hex 或 --file',
  },
  fileProblem: { en: 'cannot open {file}: {reason}', zh: '打不开 {file}：{reason}' },
  readProblem: { en: 'cannot read {file}: {reason}', zh: '无法读取 {file}：{reason}' },
  notEncodable: {
    en: '{text} has characters that {charset} cannot write: choose another --send-encoding',
    zh: '{text} 中有 {charset} 写不出的字符：请换一个 --send-encoding',
  },
}
