/** What the talk commands say while they run, and the commands of their prompt. */
export const uiSentences = {
  connecting: { en: 'connecting to {address}', zh: '正在连接 {address}' },
  connected: { en: 'connected to {remote} from {local}', zh: '已连接 {remote}，本端 {local}' },
  connectedUdp: { en: 'datagrams go to {remote} from {local}', zh: '数据报发往 {remote}，本端 {local}' },
  listening: {
    en: 'listening on {address}; clients: synfin connect {hint}',
    zh: '正在监听 {address}；客户端：synfin connect {hint}',
  },
  listeningUdp: {
    en: 'waiting for datagrams on {address}; clients: synfin connect -u {hint}',
    zh: '正在 {address} 等待数据报；客户端：synfin connect -u {hint}',
  },
  clientCame: { en: '#{n} {remote} connected', zh: '#{n} {remote} 已连接' },
  clientCameUdp: { en: '#{n} {remote} sent its first datagram', zh: '#{n} {remote} 发来第一个数据报' },
  promptHint: {
    en: 'Enter sends a line; /help lists commands, Ctrl-D half-closes (FIN), Ctrl-C ends',
    zh: '输入一行，按回车发送；/help 看命令，Ctrl-D 半关闭（FIN），Ctrl-C 退出',
  },
  promptHintUdp: {
    en: 'Enter sends a line as a datagram; /help lists commands, Ctrl-D or Ctrl-C ends',
    zh: '输入一行，按回车作为数据报发送；/help 看命令，Ctrl-D 或 Ctrl-C 退出',
  },
  listenHint: {
    en: 'A typed line goes to every client; /help shows the commands, Ctrl-C ends',
    zh: '输入的行会发给每个客户端；/help 看命令，Ctrl-C 退出',
  },
  askHost: { en: 'Server (host or host:port): ', zh: '服务器（主机或“主机:端口”）：' },
  askPort: { en: 'Port: ', zh: '端口：' },

  reads: { en: '{who}reads as {charset}', zh: '{who}按 {charset} 读取' },
  weFinished: {
    en: '{who}our side is finished (FIN sent); the peer may still talk',
    zh: '{who}本端已结束发送（已发 FIN）；对方仍可发送',
  },
  peerFinished: {
    en: '{who}the peer has finished (FIN); you may still send, /close ends (CLOSE-WAIT)',
    zh: '{who}对方已结束发送（FIN）；你仍可发送，/close 结束（CLOSE-WAIT）',
  },
  ended: {
    en: '{who}{ending}; sent {sent|#}, received {received|# byte|# bytes}',
    zh: '{who}{ending}；发送 {sent|#} 字节，接收 {received|#} 字节',
  },
  endedInPart: {
    en: '{who}{ending}; sent at least {sent|#} of {whole|#}, received {received|# byte|# bytes}',
    zh: '{who}{ending}；至少发送 {sent|#} 字节（共 {whole|#} 字节），接收 {received|#} 字节',
  },
  interruptedOnce: {
    en: 'finishing (FIN) and waiting for the peer; Ctrl-C again resets (RST)',
    zh: '正在结束（FIN），等待对方；再按一次 Ctrl-C 就强制关闭（RST）',
  },
  slow: {
    en: '{who}took nothing for {time} while much waited for it: reset (RST)',
    zh: '{who}{time} 没有读取，发送缓冲区已满：强制关闭（RST）',
  },
  idle: { en: '{who}silent for {time}: closing', zh: '{who}{time} 没有数据：关闭' },
  connectTimeout: {
    en: 'no connection to {address} within {time}: is it up, and is the port open?',
    zh: '{time} 内没有连上 {address}：主机在运行吗？端口开放吗？',
  },
  noSuchHost: {
    en: 'there is no host {host}: check the name, or give an address',
    zh: '找不到主机 {host}：请检查名字，或直接给出地址',
  },
  undelivered: {
    en: 'a peer went away in the middle: at least {reached|#} of the {offered|# byte|# bytes} taken from the input reached it',
    zh: '对方中途断开：至少 {reached|#} 字节到达对方，从输入取出的共 {offered|#} 字节',
  },
  undeliveredAnswers: {
    en: 'a peer went away in the middle: at least {reached|#} of the {offered|# byte|# bytes} sent to it, automatic answers among them, reached it',
    zh: '对方中途断开：至少 {reached|#} 字节到达对方，发给对方的（含自动应答）共 {offered|#} 字节',
  },
  /** What was answered without anybody typing it, at the listener's prompt. */
  answered: { en: '#{n} {remote} ← {text} (automatic)', zh: '#{n} {remote} ← {text}（自动应答）' },
  nobodyLeft: {
    en: 'the last client has gone, and input is left',
    zh: '最后一个客户端已断开，还有输入没有发出',
  },
  refusedClients: {
    en: '{count|# client|# clients} turned away (RST): no descriptors left ({code}); ulimit -n says how many there are',
    zh: '拒绝了 {count|#} 个客户端（RST）：文件描述符用完（{code}）；上限见 ulimit -n',
  },
  notTaken: {
    en: 'the peer has acknowledged nothing for {time}: {reached|#} of {offered|# byte|# bytes} reached it',
    zh: '对方 {time} 没有确认任何数据：{reached|#} 字节到达对方，共 {offered|#} 字节',
  },
  fileProblem: {
    en: 'cannot write {file}: {reason}; {count|# byte was|# bytes were} written',
    zh: '无法写入 {file}：{reason}；已写入 {count|#} 字节',
  },
  outputProblem: {
    en: 'the output cannot be written: {reason}',
    zh: '无法写输出：{reason}',
  },
  noClient: { en: 'no client came within {time}', zh: '{time} 内没有客户端连接' },
  maxTimeUdp: { en: 'time is over ({time}): ended', zh: '{time} 已到：结束' },
  maxTime: { en: 'time is over ({time}): reset (RST)', zh: '{time} 已到：强制关闭（RST）' },
  expectMissing: {
    en: 'the answer did not contain {expected}',
    zh: '回复中没有 {expected}',
  },
  full: {
    en: '{remote} turned away: {max|# client is|# clients are} here already (-m)',
    zh: '拒绝了 {remote}：已有 {max|#} 个客户端（-m）',
  },
  fullOfSenders: {
    en: '{count|# datagram|# datagrams} of new senders dropped: {max|# client is|# clients are} here already (-m); -i TIME lets silent ones go',
    zh: '丢弃了新发送方的 {count|#} 个数据报：已有 {max|#} 个客户端（-m）；-i TIME 可关闭长时间没有收发的客户端',
  },
  listenerClosed: {
    en: 'no new clients any more; the {count|#} connected {count|stays|stay}',
    zh: '不再接受新客户端；已连接的 {count|#} 个不受影响',
  },
  listenerClosedUdp: {
    en: 'no new clients any more; {count|# client stays|# clients stay}',
    zh: '不再接受新客户端；现有的 {count|#} 个不受影响',
  },
  paused: {
    en: '{who}reading stopped: our window will shrink to zero as data comes',
    zh: '{who}停止读取：接收窗口会缩小到零',
  },
  pausedUdp: {
    en: '{who}reading stopped: datagrams beyond the receive buffer will be dropped',
    zh: '{who}停止读取：接收缓冲区装不下的数据报会被丢弃',
  },
  resumed: { en: '{who}reading again', zh: '{who}继续读取' },
  notOverUdp: { en: 'UDP has no connection to finish', zh: 'UDP 没有连接可以结束' },
  finishingAll: {
    en: 'no new clients; FIN sent to all, waiting for theirs; Ctrl-C again resets (RST)',
    zh: '不再接受新客户端；已向所有客户端发 FIN，等它们的 FIN；再按一次 Ctrl-C 就强制关闭（RST）',
  },
  nobodyUdp: { en: 'there is no client', zh: '没有客户端' },
  nobody: { en: 'no client is connected', zh: '没有客户端连接' },
  noSuchClient: { en: 'there is no client {n}: /who lists them', zh: '没有客户端 {n}：用 /who 查看' },
  whoLine: {
    en: '#{n} {remote}  received {received|#}, sent {sent|# byte|# bytes}  {state}',
    zh: '#{n} {remote}  接收 {received|#} 字节，发送 {sent|#} 字节  {state}',
  },
  stateLine: {
    en: '{state}  {local} to {remote}; received {received|#}, sent {sent|# byte|# bytes}; reads {reads}, writes {writes}',
    zh: '{state}  {local} 到 {remote}；接收 {received|#} 字节，发送 {sent|#} 字节；读 {reads}，写 {writes}',
  },
  encodingNow: { en: 'reads {reads}, writes {writes}', zh: '读 {reads}，写 {writes}' },
  cannotWrite: {
    en: '{charset} cannot write {characters}: not sent; choose another charset with /enc',
    zh: '{charset} 写不出 {characters}：未发送；请用 /enc 换字符集',
  },
  alreadyFinished: {
    en: '{who}our side is finished already (FIN sent): nothing more can be sent',
    zh: '{who}本端已结束发送（已发 FIN）：不能再发送',
  },
  unknownSlash: {
    en: 'there is no /{name}: /help lists the commands, // sends a line that begins with /',
    zh: '没有 /{name}：/help 列出命令，// 可发送以 / 开头的行',
  },
  slashNeeds: { en: 'write it as {usage}', zh: '请写成 {usage}' },
  saved: { en: 'saved {count|# event|# events} to {file}', zh: '已把 {count|#} 个事件存入 {file}' },
  savedPart: {
    en: 'saved the last {count|# event|# events} to {file}; earlier ones were let go',
    zh: '已把最后 {count|#} 个事件存入 {file}；更早的未保留',
  },
  sentFile: { en: 'sent {count|# byte|# bytes} of {file}', zh: '已发送 {file} 的 {count|#} 字节' },
  localProblem: { en: '{file}: {reason}', zh: '{file}：{reason}' },

  inputNotText: {
    en: 'the input is not UTF-8 text: leave the charset out, or use --no-decode, to send its bytes as they are',
    zh: '输入不是 UTF-8 文本：不要指定字符集或使用 --no-decode，就会原样发送字节',
  },

  answersHere: {
    en: '{remote} is on another machine: over UDP it gets no answer unless --reply, --echo or --broadcast asks for one, because the sender of a datagram can be forged.',
    zh: '{remote} 不在本机：UDP 数据报的发送方可以伪造，除非用 --reply、--echo 或 --broadcast 指定，否则不自动应答。',
  },
  inputGoesOn: {
    en: 'the peer has finished (FIN); the input goes to it until it ends',
    zh: '对方已结束发送（FIN）；输入继续发给对方，直到输入结束',
  },

  helpHelp: { en: 'this list', zh: '本列表' },
  helpHalf: { en: 'finish sending (FIN), keep receiving', zh: '结束发送（FIN），继续接收' },
  helpClose: { en: 'close: FIN, and the rest is read', zh: '关闭：FIN，并读完其余数据' },
  helpReset: { en: 'close by force: RST', zh: '强制关闭：RST' },
  helpPause: { en: 'stop reading: the peer sees the window shrink', zh: '停止读取：对方看到窗口缩小' },
  helpHalfUdp: { en: 'not over UDP: there is no FIN', zh: 'UDP 没有 FIN，不适用' },
  helpCloseUdp: { en: 'end', zh: '结束' },
  helpPauseUdp: {
    en: 'stop reading: datagrams beyond the receive buffer are dropped',
    zh: '停止读取：接收缓冲区装不下的数据报会被丢弃',
  },
  helpResume: { en: 'read again', zh: '继续读取' },
  helpEnc: { en: 'show or change the charset', zh: '查看或更改字符集' },
  helpHex: { en: 'send bytes written as hex', zh: '发送十六进制写的字节' },
  helpEsc: {
    en: 'send a text with escapes: \\r \\n \\x00 \\u4f60',
    zh: '发送带转义的文本：\\r \\n \\x00 \\u4f60',
  },
  helpFile: { en: 'send a file as it is', zh: '原样发送文件' },
  helpSave: {
    en: 'save the conversation: .jsonl as events, else as text',
    zh: '保存对话：.jsonl 存事件，其他存文本',
  },
  helpState: { en: 'the state of the connection', zh: '连接的状态' },
  helpQuit: { en: 'close and leave', zh: '关闭并退出' },
  helpSlash: { en: 'send a line that begins with /', zh: '发送以 / 开头的行' },
  helpWho: { en: 'the clients', zh: '列出客户端' },
  helpTo: { en: 'send to one client, to some, or to all', zh: '发给一个、几个或全部客户端' },
  helpStop: { en: 'close the listener only; the clients stay', zh: '只关闭监听；客户端不受影响' },

  wordFile: { en: 'FILE', zh: '文件' },
  wordText: { en: 'TEXT', zh: '文本' },
}
