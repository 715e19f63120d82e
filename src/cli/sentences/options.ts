/** One line of help for each option of the talk commands. */
export const optionSentences = {
  encoding: {
    en: 'charset of both directions; auto takes UTF-8 or GB18030 by what arrives',
    zh: '双向的字符集；auto 按收到的内容取 UTF-8 或 GB18030',
  },
  sendEncoding: { en: 'charset of what is sent', zh: '发送用的字符集' },
  recvEncoding: { en: 'charset of what arrives', zh: '接收用的字符集' },
  decode: {
    en: 'give text (UTF-8) to a file or pipe, not the bytes as they came',
    zh: '输出到文件或管道时给出文本（UTF-8），而不是原样的字节',
  },
  noDecode: { en: 'pass bytes untouched even when a charset is named', zh: '即使指定了字符集也原样传递字节' },
  hex: {
    en: 'read what is typed, and show what arrives, as hex',
    zh: '输入按十六进制读取，收到的数据按十六进制显示',
  },
  hexSend: { en: 'TEXT is hex, and the answer is shown as hex', zh: '文本是十六进制，回复也按十六进制显示' },
  json: {
    en: 'one JSON event a line on stdout (docs/json.md)',
    zh: '在标准输出上每行写一个 JSON 事件（docs/json.md）',
  },
  ipv4: { en: 'IPv4 only', zh: '只用 IPv4' },
  ipv6: { en: 'IPv6 only', zh: '只用 IPv6' },
  udp: { en: 'UDP datagrams instead of a TCP connection', zh: '用 UDP 数据报代替 TCP 连接' },
  wait: { en: 'give up connecting after this time', zh: '超过这段时间没连上就放弃' },
  waitClient: { en: 'give up when no client comes within this time', zh: '这段时间内没有客户端就放弃' },
  idle: { en: 'close when nothing was sent or received for this time', zh: '这段时间没有收发就关闭' },
  quitAfter: { en: 'leave this long after the input has ended', zh: '输入结束后，再过这段时间就退出' },
  maxTime: {
    en: 'reset (RST) and end after this time, exit 4',
    zh: '到这段时间就重置（RST）并结束，退出码 4',
  },
  verbose: { en: 'say more on stderr', zh: '向标准错误输出更多信息' },
  quiet: { en: 'say only errors on stderr', zh: '标准错误上只写错误' },
  crlf: { en: 'end lines with CR LF, as --eol crlf', zh: '行尾用 CR LF，同 --eol crlf' },
  eol: { en: 'how a sent line ends', zh: '发送的行如何结尾' },
  halfClose: {
    en: 'send FIN when the input ends: always so, accepted for habit',
    zh: '输入结束时发 FIN：默认即如此；仅为兼容其他工具而保留',
  },
  noShutdown: { en: 'send no FIN when the input ends', zh: '输入结束时不发 FIN' },
  sendOnly: {
    en: 'only send; drop what arrives; leave when the input ends',
    zh: '只发送；丢弃收到的；输入结束就退出',
  },
  recvOnly: { en: 'only receive; do not read the input', zh: '只接收；不读取输入' },
  output: { en: 'also write the received bytes to a file', zh: '同时把收到的字节写入文件' },
  hexDump: { en: 'write a hexdump of both directions to a file', zh: '把双向数据的十六进制转储写入文件' },
  tun: {
    en: "speak with synfin's own TCP over a TUN device; ADDRESS/PREFIX is ours (10.77.0.2/24)",
    zh: '用 synfin 自己的 TCP 经 TUN 设备通信；ADDRESS/PREFIX 是本端地址（10.77.0.2/24）',
  },
  tunPath: {
    en: "what the path does to packets, with --tun: 'delay 40ms loss 1%'",
    zh: '配合 --tun：路径参数，例如“delay 40ms loss 1%”',
  },
  tunPcap: { en: 'with --tun: save the packets as pcapng', zh: '配合 --tun：把包存为 pcapng 文件' },
  tunRun: {
    en: "with --tun: run a command on the kernel's side, and end it with us",
    zh: '配合 --tun：在内核一侧运行一条命令，随本程序结束',
  },
  source: { en: 'our own address', zh: '本端地址' },
  sourcePort: { en: 'our own port', zh: '本端端口' },
  keepHalfOpen: {
    en: 'accepted: a peer that has finished still gets the input',
    zh: '可写可不写：对方结束发送后输入照样继续发送',
  },
  keepHalfOpenClient: {
    en: 'do not close when a client has finished: /close does',
    zh: '客户端结束发送后不自动关闭：用 /close 关闭',
  },
  lang: { en: 'language of messages', zh: '消息的语言' },
  color: { en: 'colour', zh: '颜色' },

  port: { en: 'the port, as the argument PORT', zh: '端口，同参数 PORT' },
  listenFlag: { en: 'listen: always so, accepted for habit', zh: '监听：默认即如此；仅为兼容其他工具而保留' },
  listenSource: { en: 'the address to listen on, as the argument HOST', zh: '监听的地址，同参数 HOST' },
  keepOpen: {
    en: 'serve many clients: always so, accepted for habit',
    zh: '接待多个客户端：默认即如此；仅为兼容其他工具而保留',
  },
  maxClients: {
    en: 'at most this many clients at once; more are turned away',
    zh: '最大同时连接的客户端数，超出则拒绝',
  },
  backlog: { en: 'how many finished handshakes may wait', zh: '全连接队列长度（backlog）' },
  reply: { en: 'answer everything that arrives with this text', zh: '收到任何数据都用这段文本回复' },
  echo: { en: 'answer with what arrived', zh: '原样发回收到的数据' },
  noReply: { en: 'do not answer', zh: '不回复' },
  broadcast: {
    en: 'pass what one client sends to all others',
    zh: '把一个客户端发来的数据转发给其他所有客户端',
  },

  file: { en: 'send this file', zh: '发送这个文件' },
  expect: { en: 'exit 5 unless the answer contains this text', zh: '回复不含这段文本则退出码 5' },
  expectHex: { en: 'exit 5 unless the answer contains these bytes', zh: '回复不含这些字节则退出码 5' },
  repeat: { en: 'send this many times', zh: '发送这么多次' },
  every: {
    en: 'time between two sends; without --repeat, until Ctrl-C',
    zh: '两次发送的间隔；没有 --repeat 则一直发到 Ctrl-C',
  },

  workbenchPort: { en: 'the port of the page; 0 takes a free one', zh: '页面的端口；0 表示任取空闲端口' },
  workbenchHost: {
    en: 'the address to open it on; beyond this machine only when you say so',
    zh: '在哪个地址打开；除非指定，否则只限本机',
  },
  workbenchOpen: { en: 'open the page in the browser', zh: '在浏览器中打开页面' },
  workbenchToken: {
    en: 'a file with a token of your own, for bookmarks and scripts; only you may read it. Or set SYNFIN_TOKEN',
    zh: '含有自定令牌的文件，适合书签和脚本；仅本人可读。也可设置环境变量 SYNFIN_TOKEN',
  },

  hostArgument: { en: 'a name or an address, or HOST:PORT', zh: '名字或地址，或 HOST:PORT' },
  portArgument: { en: 'a port, 1 to 65535', zh: '端口，1 到 65535' },
  listenHostArgument: { en: 'the address to listen on (default: all)', zh: '监听的地址（默认：全部）' },
  listenPortArgument: {
    en: 'the port to listen on; 0 takes a free one (default: 8888)',
    zh: '监听的端口；0 表示任取空闲端口（默认：8888）',
  },
  textArgument: { en: 'what to send', zh: '要发送的内容' },
  sampleArgument: {
    en: 'a text to write in every charset; with --hex, bytes to read in every charset',
    zh: '一段文本，显示每个字符集怎样写它；带 --hex 则是一段字节，显示每个字符集怎样读它',
  },
  shellArgument: { en: 'bash, zsh or fish', zh: 'bash、zsh 或 fish' },
  hexSample: { en: 'the sample is bytes, written as hex', zh: '样本是用十六进制写出的字节' },
  jsonList: { en: 'as one JSON document', zh: '输出为一个 JSON 文档' },
}
