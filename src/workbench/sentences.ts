import { reasons, type Reason } from '../base/index.ts'

/** What the workbench's server says: to a page, to a program that speaks its API, and on the terminal. */
const texts = {
  notJson: {
    en: 'The message is not JSON: {reason}.',
    zh: '消息不是 JSON：{reason}。',
  },
  notText: {
    en: 'A message is JSON in a text frame, not a binary frame.',
    zh: '消息应是文本帧中的 JSON，而不是二进制帧。',
  },
  badMessage: {
    en: 'The message is not one of the API: {where}: {what}.',
    zh: '消息不符合 API：{where}：{what}。',
  },
  unknownType: { en: 'There is no request of type {value}.', zh: '没有类型为 {value} 的请求。' },
  tooLong: {
    en: 'The message has {length|# byte|# bytes}, more than the {limit|#} that are taken: send it in pieces.',
    zh: '消息有 {length|#} 字节，超过上限 {limit|#}：请分成几段发送。',
  },
  tooManyConnections: {
    en: 'There {limit|is # open connection|are # open connections} already: close some first.',
    zh: '已有 {limit|#} 个打开的连接：请先关闭一些。',
  },
  tooManyListeners: {
    en: 'There {limit|is # listener|are # listeners} already: stop some first.',
    zh: '已有 {limit|#} 个监听：请先停止一些。',
  },
  tooManyRepeats: {
    en: 'There {limit|is # repeated send|are # repeated sends} already: stop some first.',
    zh: '已有 {limit|#} 个重复发送：请先停止一些。',
  },
  tooManyCaptures: {
    en: 'There {limit|is # capture|are # captures} already: stop and forget some first.',
    zh: '已有 {limit|#} 个抓包：请先停止并移除一些。',
  },
  clientRefused: {
    en: '{remote} was turned away: there {limit|is # open connection|are # open connections} already.',
    zh: '已拒绝 {remote}：打开的连接已达 {limit|#} 个。',
  },
  noConnection: {
    en: 'There is no connection {conn}: it was forgotten, or never was.',
    zh: '没有连接 {conn}：它已被移除，或从未存在。',
  },
  noListener: { en: 'There is no listener {conn}.', zh: '没有监听 {conn}。' },
  noRepeat: {
    en: 'There is no repeated send {repeat}: it is over.',
    zh: '没有重复发送 {repeat}：它已结束。',
  },
  noCapture: { en: 'There is no capture {capture}.', zh: '没有抓包 {capture}。' },
  notOpen: {
    en: 'Connection {conn} is not open: it is in state {state}.',
    zh: '连接 {conn} 未打开：当前状态为 {state}。',
  },
  stillOpen: {
    en: '{conn} is still open: finish or reset it first.',
    zh: '{conn} 仍然打开：请先正常关闭或重置它。',
  },
  finished: {
    en: 'Our side of connection {conn} has finished (FIN): nothing more can be sent on it.',
    zh: '连接 {conn} 的本端已结束发送（FIN）：不能再发送。',
  },
  onlyTcp: {
    en: 'UDP has no connection to end: {what} is for TCP.',
    zh: 'UDP 没有可结束的连接：{what} 只用于 TCP。',
  },
  onlyUdp: {
    en: 'sendTo is for a UDP listener; {conn} is a TCP one.',
    zh: 'sendTo 只用于 UDP 监听；{conn} 是 TCP 的。',
  },
  nobody: {
    en: 'Nobody to send to: no connection is open there.',
    zh: '没有可发送的对象：那里没有打开的连接。',
  },
  nothingToSend: {
    en: 'There is nothing to send: the message is empty.',
    zh: '没有可发送的内容：消息为空。',
  },
  slowPeer: {
    en: '{bytes|# byte waits|# bytes wait} for this peer already and it does not read: the send was not taken.',
    zh: '已有 {bytes|#} 字节在等待对方读取，而对方不读：此次发送未被接受。',
  },
  slowPeers: {
    en: '{bytes|# byte waits|# bytes wait} for peers that do not read: the send was not taken.',
    zh: '已有 {bytes|#} 字节在等待不读取的对端：此次发送未被接受。',
  },
  rulesTooLong: {
    en: 'The rules of all listeners together are longer than {limit|# byte|# bytes}.',
    zh: '所有监听的规则合计超过 {limit|#} 字节。',
  },
  filesFull: {
    en: 'all session files together reached their bound of {limit|# byte|# bytes}',
    zh: '所有会话文件合计已达到 {limit|#} 字节的上限',
  },
  slow: {
    en: 'The peer does not read: {bytes|# byte waits|# bytes wait} in our side.',
    zh: '对方不读取：{bytes|#} 字节在本端等待。',
  },
  captureWhat: {
    en: 'Say what to capture: a connection or a port.',
    zh: '请说明抓什么：一个连接或一个端口。',
  },
  badZone: { en: 'There is no time zone {value}.', zh: '没有时区 {value}。' },
  badValue: { en: '{given} cannot stand there', zh: '不能是 {given}' },
  otherValue: { en: '{expected} was expected, not {given}', zh: '应为 {expected}，而不是 {given}' },
  slowRule: {
    en: 'Rule {number} took more than {limit|#} ms on one read: it was switched off.',
    zh: '规则 {number} 处理一次读取超过 {limit|#} ms：已停用。',
  },
  spilled: {
    en: 'What is older than message {index} is in the session file.',
    zh: '消息 {index} 之前的内容在会话文件中。',
  },
  historyGone: {
    en: 'What is older than message {index} is gone: {reason}.',
    zh: '消息 {index} 之前的内容已不在：{reason}。',
  },
  fileFull: {
    en: 'the session file reached its bound of {limit|# byte|# bytes}',
    zh: '会话文件已达到 {limit|#} 字节的上限',
  },
  fileFailed: { en: 'the session file could not be written: {why}', zh: '无法写会话文件：{why}' },
  notesFailed: {
    en: '{file} could not be {what}: {why}.',
    zh: '{file} 无法{what}：{why}。',
  },
  read: { en: 'read', zh: '读取' },
  written: { en: 'written', zh: '写入' },
  notesBroken: {
    en: '{file} is not what synfin wrote: {reason}. Mend it, or move it away.',
    zh: '{file} 格式不正确：{reason}。请修正它，或移走它。',
  },
  noSnippet: { en: 'There is no snippet {name}.', zh: '没有片段 {name}。' },
  noRun: { en: 'There is no saved run {name}.', zh: '没有保存的运行 {name}。' },
  internal: {
    en: 'synfin itself failed at this request: {reason}.',
    zh: 'synfin 处理此请求时自身出错：{reason}。',
  },

  tokenMissing: {
    en: 'This page opens with the link that synfin printed on its terminal.',
    zh: '请用 synfin 在终端里打印的链接打开此页。',
  },
  tokenHint: {
    en: 'Press Enter there for a new link.',
    zh: '在那里按回车可得到新链接。',
  },
  tokenUsed: {
    en: 'This link has been used already: each opens once.',
    zh: '此链接已被使用：每个链接只能打开一次。',
  },
  tokenWrong: { en: 'This link is not one of this workbench.', zh: '此链接不属于这个工作台。' },
  foreignHost: {
    en: 'This workbench does not answer to the name {host}.',
    zh: '此工作台不接受主机名 {host}。',
  },
  foreignOrigin: {
    en: 'Pages of {origin} may not speak to this workbench.',
    zh: '{origin} 的页面不能与此工作台通信。',
  },
  ticketOver: {
    en: 'This download has ended, or was not begun within a minute: ask for it again.',
    zh: '此下载已结束，或未在一分钟内开始：请重新请求。',
  },
  tooManyGuesses: {
    en: 'Too many wrong tokens: try again in {seconds} s.',
    zh: '错误的令牌过多：请在 {seconds} s 后重试。',
  },
  badTarget: { en: '{target} is not a path of this workbench.', zh: '{target} 不是此工作台的路径。' },
  onlyWebSocket: {
    en: 'The only upgrade here is to a WebSocket.',
    zh: '这里只能升级为 WebSocket。',
  },
  badEntry: {
    en: 'Only JSON with the key token, a text, is taken here.',
    zh: '这里只接受含有文本键 token 的 JSON。',
  },
  tooManyPages: {
    en: 'There {limit|is # page|are # pages} already: close some first.',
    zh: '已有 {limit|#} 个页面：请先关闭一些。',
  },
  noSuchPage: { en: 'There is nothing at {path}.', zh: '{path} 处没有内容。' },
  badQuery: {
    en: 'The address is not one of the API: {where}: {what}.',
    zh: '地址不符合 API：{where}：{what}。',
  },
  pageMissing: {
    en: 'The page has not been built: run npm run build first.',
    zh: '页面尚未构建：请先运行 npm run build。',
  },

  ready: { en: 'The workbench is open:\n{url}', zh: '工作台已打开：\n{url}' },
  howToEnd: { en: 'Enter prints a new link, Ctrl-C ends it.', zh: '按回车打印新链接，按 Ctrl-C 结束。' },
  ctrlC: { en: 'Ctrl-C ends it.', zh: '按 Ctrl-C 结束。' },
  newLink: { en: 'A new link: {url}', zh: '新链接：{url}' },
  notLocal: {
    en: '{host} is not this machine alone: whoever has a link can open sockets here, and nothing is encrypted.',
    zh: '{host} 不限于本机：持有链接的人都能在此打开套接字，且通信未加密。',
  },
  noBrowser: {
    en: 'No browser could be started: open the link yourself.',
    zh: '无法启动浏览器：请自行打开链接。',
  },
  ended: { en: 'The workbench has ended.', zh: '工作台已结束。' },
  portHint: {
    en: 'Another port: synfin --port 0 picks a free one.',
    zh: '换一个端口：synfin --port 0 会选一个空闲的。',
  },
  badToken: {
    en: 'What {from} holds is not a token: it needs 16 to 200 letters, digits, - or _.',
    zh: '{from} 中的内容不是令牌：应为 16 到 200 个字母、数字、- 和 _。',
  },
  tokenInArguments: {
    en: '--token is no longer taken: every user of this machine sees the arguments of a program. Set SYNFIN_TOKEN, or use --token-file FILE.',
    zh: '不再接受 --token：本机所有用户都能看到程序的参数。请设置环境变量 SYNFIN_TOKEN，或使用 --token-file 文件。',
  },
  tokenFileOpen: {
    en: 'Others may read {file}: chmod 600 it first.',
    zh: '其他用户可以读取 {file}：请先执行 chmod 600。',
  },
  tokenFileFailed: { en: '{file} cannot be read: {why}.', zh: '无法读取 {file}：{why}。' },
  zoneInLink: {
    en: 'No browser opens a link with a zone ({host}): give an address without one.',
    zh: '浏览器无法打开带区域标识的链接（{host}）：请给出不带区域标识的地址。',
  },
  noTemporary: {
    en: 'There is no place for session files in {folder}: {why}. Set TMPDIR to a folder that you may write to.',
    zh: '无法在 {folder} 中存放会话文件：{why}。请将 TMPDIR 设为可写的目录。',
  },
} as const

export const workbenchSentences: Readonly<Record<WorkbenchSentence, Reason>> = reasons(texts)

type WorkbenchSentence = keyof typeof texts
