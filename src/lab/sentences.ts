/** The laboratory and the demonstration, on the command line. */
export const labSentences = {
  lab: {
    en: 'Experiments on the engine: in virtual time, without network and root; interop alone needs this machine and root',
    zh: '在引擎上做实验：用虚拟时间，不需要网络，也不需要 root；只有 interop 要用本机内核和 root',
  },
  connection: {
    en: 'A client and a server talk over a path that you choose: every segment, from SYN to FIN',
    zh: '客户端和服务器在你选的路径上对话：从 SYN 到 FIN 的每个报文段',
  },
  run: {
    en: 'Run the experiment of a link from the Lab: every connection, how the programs ended, what it cost',
    zh: '运行实验室链接里的实验：每个连接、程序怎样结束、代价是多少',
  },
  linkArgument: {
    en: "the link, or what stands behind its question mark: 'path=delay+20ms&lose=client.3' (docs/lab.md)",
    zh: '链接，或问号后面的部分：“path=delay+20ms&lose=client.3”（docs/lab.md）',
  },
  demo: {
    en: 'A conversation as a sequence diagram: the calls, the segments, the states, a sentence per step',
    zh: '把一次对话画成时序图：调用、报文段、状态，每一步一句话',
  },
  path: {
    en: "both directions, in netem's terms: 'delay 40ms 10ms loss 1% rate 10mbit limit 100'; default 'delay 10ms'",
    zh: '双向路径，用 netem 的写法：“delay 40ms 10ms loss 1% rate 10mbit limit 100”；默认“delay 10ms”',
  },
  pathForward: {
    en: 'from the client to the server, instead of --path',
    zh: '客户端到服务器的路径，代替 --path',
  },
  pathBack: {
    en: 'from the server to the client, instead of --path',
    zh: '服务器到客户端的路径，代替 --path',
  },
  drop: {
    en: "lose these packets: c3,s2 is the client's third and the server's second",
    zh: '丢弃这些包：c3,s2 是客户端的第 3 个和服务器的第 2 个',
  },
  close: {
    en: 'who closes first, with FIN; both: at the same moment (default: client)',
    zh: '谁先用 FIN 关闭；both：同时关闭（默认：client）',
  },
  reset: { en: 'who closes by force, with RST', zh: '谁用 RST 强制关闭' },
  halfClose: {
    en: 'the client finishes sending after its message; the server still answers, then closes',
    zh: '客户端发出消息后就半关闭；服务器仍会回复，然后关闭',
  },
  send: {
    en: 'send this many bytes (500, 64k, 1M) instead of a greeting',
    zh: '发送这么多字节（500、64k、1M），代替问候语',
  },
  reply: {
    en: 'what the server answers; empty: nothing (default: 收到消息)',
    zh: '服务器的回复；空：不回复（默认：收到消息）',
  },
  encoding: { en: 'charset of greeting and answer', zh: '问候和回复的字符集' },
  seed: {
    en: 'decides everything random: the same seed gives the same packets',
    zh: '随机种子：种子相同，结果相同',
  },
  ipv6: { en: 'over IPv6', zh: '使用 IPv6' },
  svg: { en: 'write the diagram as SVG to FILE', zh: '把时序图写成 SVG 文件' },
  pcap: {
    en: 'write the packets as pcapng to FILE, for Wireshark',
    zh: '把包写成 pcapng 文件，可用 Wireshark 打开',
  },
  json: {
    en: 'one JSON event a line instead of the diagram (docs/json.md)',
    zh: '不画图，每行输出一个 JSON 事件（docs/json.md）',
  },
  ascii: { en: 'draw with ASCII characters alone', zh: '只用 ASCII 字符画图' },
  width: {
    en: 'columns of the diagram, from 60 (default: the terminal)',
    zh: '时序图的列数，至少 60（默认：终端宽度）',
  },
  noFold: { en: 'show every segment of a long run', zh: '不折叠，显示每个报文段' },
  noSentences: { en: 'no sentence with each segment', zh: '不为每个报文段写一句话' },
  noCalls: { en: 'leave out what the programs called', zh: '不显示程序的调用' },
  scale: {
    en: 'rows: one row per segment; time: rows as far apart as in time',
    zh: 'rows：每个报文段一行；time：行距与时间成比例',
  },
  badSize: {
    en: '{value} is not a size for --send: write 0 to 256M, such as 500, 64k or 1M',
    zh: '{value} 不是 --send 的大小：请写 0 到 256M，例如 500、64k 或 1M',
  },
  badDrop: {
    en: '{value} is not a list of packets for --drop: write c3 for the client’s third, s2 for the server’s second, c3,s2 for both',
    zh: '{value} 不是 --drop 的包列表：客户端的第 3 个包写 c3，服务器的第 2 个写 s2，两者写 c3,s2',
  },
  badPath: { en: '{flag}: {problem}', zh: '{flag}：{problem}' },
  badWidth: {
    en: '{value} is not a width: write a number of columns from 60 to 1000',
    zh: '{value} 不是宽度：请写 60 到 1000 的列数',
  },
  badSeed: {
    en: '{value} is not a seed: write a whole number from 0 to 4294967295',
    zh: '{value} 不是种子：请写 0 到 4294967295 的整数',
  },
  badText: {
    en: '{encoding} has no {characters}: choose another --encoding, another --reply, or --send a number of bytes',
    zh: '{encoding} 里没有 {characters}：请换一个 --encoding 或 --reply，或用 --send 发送若干字节',
  },
  badEncoding: {
    en: 'there is no charset {value}; see synfin encodings',
    zh: '没有字符集 {value}；请看 synfin encodings',
  },
  cannotWrite: { en: 'cannot write {file}: {why}', zh: '无法写入 {file}：{why}' },
  stuck: {
    en: 'The program of the {side} waits for what can no longer come.',
    zh: '{side}的程序仍在等待，而数据已不可能到来。',
  },
  failed: { en: 'The program of the {side} got the error {error}.', zh: '{side}的程序收到错误 {error}。' },
  written: { en: 'Written: {files}', zh: '已写入：{files}' },
  large: {
    en: 'This run would take about {time} and {memory} of memory.',
    zh: '这次运行大约需要 {time} 和 {memory} 内存。',
  },
  largeYes: { en: '{estimate} Add --yes to run it.', zh: '{estimate}确定要运行请加 --yes。' },
  largeAsk: { en: '{estimate} Run it? [y/N] ', zh: '{estimate}要运行吗？[y/N] ' },
  yes: { en: 'run even what takes long or much memory, unasked', zh: '不询问，即使耗时或占用内存很多也运行' },
  stoppedTime: { en: 'The run was stopped at {time}.', zh: '运行在 {time} 停止。' },
  stoppedPackets: {
    en: 'The run was stopped at {time}: too many packets. This is what it had come to.',
    zh: '运行在 {time} 停止：包太多。这里是到此为止的结果。',
  },
  stoppedMemory: {
    en: 'The run was stopped at {time}: it had used the {bound} of memory that it may. This is what it had come to.',
    zh: '运行在 {time} 停止：已达到内存上限 {bound}。这里是到此为止的结果。',
  },
  stoppedCpu: {
    en: 'The run was stopped at {time}: it had used the {bound} of processor time that it may. This is what it had come to.',
    zh: '运行在 {time} 停止：已达到 CPU 时间上限 {bound}。这里是到此为止的结果。',
  },
  demoTitle: {
    en: 'A client greets a server on port 8888. Every segment that crossed the wire:',
    zh: '客户端向 8888 端口上的服务器问好。网络上经过的每个报文段：',
  },
  tryNext: { en: 'Try next:', zh: '接下来试试：' },
  tryServer: {
    en: 'the server closes first: who waits in TIME-WAIT now?',
    zh: '服务器先关闭：现在谁停留在 TIME-WAIT？',
  },
  tryLoss: { en: 'lose packets and see what TCP does', zh: '丢失一些包，看 TCP 怎么办' },
  tryReset: { en: 'close by force (RST)', zh: '强制关闭（RST）' },
  tryListen: { en: 'be a real server on port 8888', zh: '在 8888 端口运行真正的服务器' },
  tryConnect: { en: 'and a client, in another terminal', zh: '再在另一个终端运行客户端' },
  trySvg: {
    en: 'keep the picture, and the packets for Wireshark',
    zh: '保存这张图，并把包存给 Wireshark',
  },
}
