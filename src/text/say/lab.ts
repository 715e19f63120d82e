/** The laboratory and the demonstration, on the command line. */
export const labSentences = {
  lab: {
    en: 'Experiments on the engine, in virtual time: no network, no root',
    zh: '在引擎上做实验，用虚拟时间：不需要网络，也不需要 root',
  },
  connection: {
    en: 'A client and a server talk over a path that you choose: see every segment from SYN to FIN',
    zh: '客户端和服务器在你选的路径上对话：看见从 SYN 到 FIN 的每个报文段',
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
    zh: '丢掉这些包：c3,s2 是客户端的第 3 个和服务器的第 2 个',
  },
  close: {
    en: 'who closes first, with FIN; both: at one moment (default: client)',
    zh: '谁先用 FIN 关闭；both：同时关闭（默认：client）',
  },
  reset: { en: 'who ends it by force, with RST', zh: '谁用 RST 强制结束' },
  halfClose: {
    en: 'the client ends its sending with its message; the server answers still, then closes',
    zh: '客户端发完就半关闭；服务器仍然回复，然后关闭',
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
    en: 'decides all chance: the same seed, the same packets',
    zh: '决定一切随机：同样的种子，同样的包',
  },
  ipv6: { en: 'over IPv6', zh: '使用 IPv6' },
  svg: { en: 'write the diagram as SVG to FILE', zh: '把时序图写成 SVG 文件' },
  pcap: {
    en: 'write the packets as pcapng to FILE, for Wireshark',
    zh: '把包写成 pcapng 文件，供 Wireshark 打开',
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
    en: 'rows: one row per segment; time: as far apart as in time',
    zh: 'rows：每个报文段一行；time：按时间比例',
  },
  badSize: {
    en: '{value} is not a size for --send: write 0 to 256M, such as 500, 64k or 1M',
    zh: '--send 的大小不能是 {value}：写 0 到 256M，例如 500、64k、1M',
  },
  badDrop: {
    en: '{value} is not a list of packets for --drop: write c3 for the client’s third, s2 for the server’s second, or c3,s2',
    zh: '--drop 不能是 {value}：c3 是客户端的第 3 个包，s2 是服务器的第 2 个，或写 c3,s2',
  },
  badPath: { en: '{flag}: {problem}', zh: '{flag}：{problem}' },
  badWidth: {
    en: '{value} is not a width: write a number of columns from 60 to 1000',
    zh: '宽度不能是 {value}：写 60 到 1000 的列数',
  },
  badSeed: {
    en: '{value} is not a seed: write a whole number from 0 to 4294967295',
    zh: '种子不能是 {value}：写 0 到 4294967295 的整数',
  },
  badText: {
    en: '{encoding} has no {characters}: choose another --encoding, or another --reply and --send',
    zh: '{encoding} 没有 {characters}：换一个 --encoding，或换 --reply 和 --send',
  },
  badEncoding: {
    en: 'there is no charset {value}; see synfin encodings',
    zh: '没有字符集 {value}；请看 synfin encodings',
  },
  cannotWrite: { en: 'cannot write {file}: {why}', zh: '无法写入 {file}：{why}' },
  stuck: { en: 'The {side} waits for what can never come.', zh: '{side}在等永远不会来的东西。' },
  failed: { en: 'The {side} was told {error}.', zh: '{side}得到了 {error}。' },
  written: { en: 'Written: {files}', zh: '已写入：{files}' },
  demoTitle: {
    en: 'A client greets a server on port 8888 and is answered. Every segment, as it crossed the wire:',
    zh: '客户端向 8888 端口的服务器问好并得到回复。线路上的每个报文段：',
  },
  tryNext: { en: 'Try next:', zh: '接下来试试：' },
  tryServer: {
    en: 'the server closes first: who waits in TIME-WAIT now?',
    zh: '服务器先关闭：现在谁停留在 TIME-WAIT？',
  },
  tryLoss: { en: 'lose packets and see what TCP does', zh: '丢掉一些包，看 TCP 怎么办' },
  tryReset: { en: 'end it by force', zh: '强制结束' },
  tryListen: { en: 'be a real server on port 8888', zh: '在 8888 端口做真正的服务器' },
  tryConnect: { en: 'and a client, in another terminal', zh: '在另一个终端做客户端' },
  trySvg: {
    en: 'keep the picture, and the packets for Wireshark',
    zh: '保存图片，并保存包供 Wireshark 打开',
  },
}
