/** What the frame of the page says: navigation, top bar, start page, palette, keys, errors. */
export const pageSentences = {
  tagline: { en: 'A TCP connection from SYN to FIN.', zh: '一条 TCP 连接，从 SYN 到 FIN。' },
  skip: { en: 'Skip to the content', zh: '跳到内容' },
  views: { en: 'Views', zh: '视图' },
  start: { en: 'Start page', zh: '起始页' },
  talk: { en: 'Talk', zh: '对话' },
  wire: { en: 'Wire', zh: '报文' },
  lab: { en: 'Lab', zh: '实验室' },
  learn: { en: 'Learn', zh: '学习' },
  close: { en: 'Close', zh: '关闭' },

  doConnect: { en: 'Connect', zh: '连接' },
  doListen: { en: 'Listen', zh: '监听' },
  doOpen: { en: 'Open a capture', zh: '打开抓包文件' },
  doDemo: { en: 'Try the demo', zh: '看演示' },
  aboutConnect: { en: 'Be a client: to any host and port', zh: '当客户端：连到任意主机和端口' },
  aboutListen: {
    en: 'Be a server: many clients at once, GBK as well as UTF-8',
    zh: '当服务器：同时服务多个客户端，GBK 与 UTF-8 都行',
  },
  aboutOpen: { en: 'pcap or pcapng, drawn as a diagram', zh: 'pcap 或 pcapng，画成时序图' },
  aboutDemo: {
    en: 'Two hosts in this page: no server, nothing leaves it',
    zh: '两台主机都在这个页面里：不需要服务器，什么都不会发出去',
  },
  whatTalk: { en: 'Real sockets on this machine', zh: '这台机器上的真实套接字' },
  whatWire: { en: 'Every segment, why it was sent', zh: '每个报文段，以及为什么发' },
  whatLab: { en: 'Lose a packet and see history change', zh: '丢一个包，看历史怎样改变' },
  whatLearn: { en: 'Lessons that check their own claims', zh: '自己验证结论的课程' },

  emptyWireTitle: { en: 'See what crosses the wire', zh: '看看网络上到底有什么' },
  emptyWire: {
    en: 'Every segment of a connection as an arrow: handshake, data, acknowledgements, retransmissions, and who closed first. Open a capture, or run the demo in the Lab.',
    zh: '把连接的每个报文段画成箭头：握手、数据、确认、重传，以及谁先关闭。打开一个抓包文件，或在实验室里运行演示。',
  },

  serverNone: { en: 'none', zh: '无' },
  serverConnecting: { en: 'connecting', zh: '正在连接' },
  serverOpen: { en: 'connected', zh: '已连接' },
  serverLost: { en: 'disconnected, trying again', zh: '已断开，正在重试' },
  serverRefused: { en: 'refused', zh: '被拒绝' },
  serverLabel: { en: 'Workbench: {state}', zh: '工作台：{state}' },
  serverLostLong: {
    en: 'The workbench does not answer: is synfin still running? What you see is what was last known; it goes on by itself once it is back.',
    zh: '工作台没有应答：synfin 还在运行吗？现在显示的是最后已知的内容；恢复后会自动继续。',
  },
  serverRefusedLong: {
    en: 'The workbench refused this page: open the address that synfin printed, with its token, once more.',
    zh: '工作台拒绝了这个页面：请重新打开 synfin 打印出的带令牌的地址。',
  },
  serverOtherVersion: {
    en: 'This page and the workbench are of different versions: reload the page.',
    zh: '页面和工作台的版本不同：请重新加载页面。',
  },

  language: { en: 'Language', zh: '语言' },
  theme: { en: 'Theme', zh: '主题' },
  themeSystem: { en: 'As the system', zh: '跟随系统' },
  themeLight: { en: 'Light', zh: '浅色' },
  themeDark: { en: 'Dark', zh: '深色' },
  switchLanguage: { en: 'Switch language: 中文', zh: '切换语言：English' },

  palette: { en: 'Commands', zh: '命令' },
  paletteHint: { en: 'What do you want to do?', zh: '想做什么？' },
  paletteNothing: { en: 'Nothing is called that.', zh: '没有这个命令。' },
  keys: { en: 'Keys', zh: '按键' },
  keysToggle: { en: 'Single letters are keys', zh: '启用单字母按键' },
  groupGo: { en: 'Go', zh: '前往' },
  groupDo: { en: 'Do', zh: '操作' },
  groupPage: { en: 'Page', zh: '页面' },
  groupTalk: { en: 'Talk', zh: '对话' },

  loading: { en: 'Loading…', zh: '正在加载…' },
  tryAgain: { en: 'Try again', zh: '重试' },
  reload: { en: 'Reload the page', zh: '重新加载页面' },
  broke: { en: 'This view stopped', zh: '这个视图出错了' },
  brokeLong: {
    en: 'An error in the page: “{reason}”. Your connections are with the workbench and go on. Try the view again, or reload the page.',
    zh: '页面出错：“{reason}”。你的连接在工作台那边，不受影响。可以重试这个视图，或重新加载页面。',
  },
  notLoaded: { en: 'This view could not be loaded', zh: '无法加载这个视图' },
  notLoadedLong: {
    en: 'Its files did not come: is synfin still running? Once it is, try again.',
    zh: '它的文件没有送达：synfin 还在运行吗？恢复后请重试。',
  },
  oneFile: {
    en: 'One file at a time: {name} is taken, not {others}.',
    zh: '一次只取一个文件：已取 {name}，未取 {others}。',
  },
  dropHere: { en: 'Drop the capture to draw it', zh: '松开即可打开抓包文件' },
}
