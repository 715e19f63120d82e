/** packetdrill's scripts: what is wrong with one, and why one did not pass. */
export const drillSentences = {
  unexpected: { en: '{found} stands where {wanted} was expected.', zh: '这里应为{wanted}，却是{found}。' },
  unclosed: {
    en: "There is no '{mark}' to close what begins here.",
    zh: '这里开始的内容没有用“{mark}”结束。',
  },
  outOfRange: {
    en: '{value} does not fit {bits|# bit|# bits}.',
    zh: '{value} 超出了 {bits|#} 位能表示的范围。',
  },
  noIfdef: { en: "'{word}' without an #ifdef before it.", zh: '“{word}”前面没有 #ifdef。' },
  noWindow: {
    en: "A segment that comes in needs a window: write 'win N'.",
    zh: '送入的报文段必须写明窗口：请写“win N”。',
  },
  optionsUnsaid: {
    en: "The options of a segment that comes in must be written out: '<...>' is for segments that go out.",
    zh: '送入的报文段必须写明选项：“<...>”只用于送出的报文段。',
  },
  ecnUnsaid: {
    en: "A packet that comes in has ect0 or ect1: 'ect01' is for packets that go out.",
    zh: '送入的包要写 ect0 或 ect1：“ect01”只用于送出的包。',
  },
  badFlag: { en: "'{letter}' in '{flags}' is not a flag.", zh: '“{flags}”里的“{letter}”不是标志位。' },
  aceTwice: {
    en: 'The digit of the ACE field and the letters E, W, A say the same bits: use one of the two.',
    zh: 'ACE 数字和字母 E、W、A 说的是同样的位：只能用其中一种。',
  },
  badRange: {
    en: '{seq} and {length|# byte|# bytes} do not end at {end}.',
    zh: '从 {seq} 起 {length|#} 字节，终点不是 {end}。',
  },
  optionsLength: {
    en: 'The options take {length|# byte|# bytes}: it must be a multiple of 4, at most 40. Pad with nop.',
    zh: '选项共 {length|#} 字节：必须是 4 的倍数，且不超过 40。请用 nop 补齐。',
  },
  badOption: { en: "'{option}' is not a TCP option.", zh: '“{option}”不是 TCP 选项。' },
  badDigest: {
    en: 'An MD5 digest has 16 bytes, not {length|#}.',
    zh: 'MD5 摘要是 16 字节，不是 {length|#}。',
  },
  badHex: { en: "'{text}' is not bytes in hex.", zh: '“{text}”不是十六进制字节。' },
  badIpField: { en: "'{field}' is not a field of the IP header.", zh: '“{field}”不是 IP 首部的字段。' },
  timeOfOutbound: {
    en: 'Only a packet that goes out may have a window of time or any time.',
    zh: '只有送出的包可以写时间范围或任意时间。',
  },
  timeOfCall: { en: 'Only a call may have a time to return.', zh: '只有系统调用可以写返回时间。' },
  firstAtZero: { en: 'The first event must be at time 0.', zh: '第一个事件的时间必须是 0。' },
  mixedWindow: {
    en: "Both ends of a window are absolute, or both have a '+'.",
    zh: '时间范围的两端要么都是绝对时间，要么都带“+”。',
  },
  backwards: { en: 'Time goes backwards here.', zh: '这里的时间倒退了。' },
  badTime: {
    en: '{value} is not a time: write seconds from 0 to 86400.',
    zh: '{value} 不是时间：请写 0 到 86400 s。',
  },
  badScriptOption: {
    en: "'{name}' with the value '{value}' is not an option of a script.",
    zh: '“{name}”（值为“{value}”）不是脚本的选项。',
  },

  // Why a script did not pass.
  noEncapsulation: {
    en: 'The engine has no encapsulation ({what}).',
    zh: '引擎不支持封装（{what}）。',
  },
  noUdp: { en: 'The drill runs TCP, not UDP.', zh: 'drill 只运行 TCP，不运行 UDP。' },
  noIcmp: {
    en: "'{name}' is not an ICMP type or code of this IP version.",
    zh: '“{name}”不是这个 IP 版本的 ICMP 类型或代码。',
  },
  noIcmpOut: { en: 'The drill does not look at ICMP that goes out.', zh: 'drill 不检查送出的 ICMP。' },
  noSocket: {
    en: "There is no socket that could send '{expected}'.",
    zh: '没有套接字可以发送“{expected}”。',
  },
  unknownEcho: {
    en: 'The script echoes the timestamp {value}, which no segment before had.',
    zh: '脚本回显了时间戳 {value}，但之前没有报文段用过它。',
  },
  noPacket: {
    en: "Nothing came by {until} s; expected '{expected}'.",
    zh: '到 {until} s 仍没有包；预期“{expected}”。',
  },
  otherPacket: {
    en: "Expected '{expected}'; came '{came}'; not the same: {what}.",
    zh: '预期“{expected}”；实际“{came}”；不同之处：{what}。',
  },
  otherTime: {
    en: "'{expected}' was due at {due} s and left at {came} s: more than {tolerance} ms off.",
    zh: '“{expected}”应在 {due} s 发出，实际在 {came} s：偏差超过 {tolerance} ms。',
  },
  argumentCount: {
    en: '{call}() takes {wanted|# argument|# arguments}, not {given|#}.',
    zh: '{call}() 需要 {wanted|#} 个参数，而不是 {given|#} 个。',
  },
  unknownSymbol: { en: "The drill does not know the name '{name}'.", zh: 'drill 不认识名字“{name}”。' },
  notNumber: { en: 'An argument of {call}() should be a number.', zh: '{call}() 的一个参数应为数字。' },
  notStruct: {
    en: 'An argument of {call}() should be a structure: {…}.',
    zh: '{call}() 的一个参数应为结构体：{…}。',
  },
  notList: { en: 'An argument of {call}() should be a list: […].', zh: '{call}() 的一个参数应为列表：[…]。' },
  noField: { en: 'A structure of {call}() lacks {field}.', zh: '{call}() 的结构体缺少 {field}。' },
  badArgument: {
    en: 'Argument {number} of {call}() is not one that the drill understands.',
    zh: 'drill 不理解 {call}() 的第 {number} 个参数。',
  },
  unknownAddress: { en: 'The drill does not understand this address.', zh: 'drill 不理解这个地址。' },
  unsupportedCall: { en: 'The engine does not have {call}.', zh: '引擎没有 {call}。' },
  noFastOpen: { en: 'The engine does not have TCP fast open.', zh: '引擎没有 TCP 快速打开（fast open）。' },
  descriptorTaken: {
    en: 'The script gives the number {number} to two descriptors.',
    zh: '脚本把编号 {number} 给了两个描述符。',
  },
  otherResult: { en: "Expected '{expected}'; it gave {came}.", zh: '预期“{expected}”；实际得到 {came}。' },
  otherArgument: {
    en: "'{call}' should give {expected} as {what}; it gave {came}.",
    zh: '“{call}”的 {what} 应为 {expected}；实际为 {came}。',
  },
  returnedAt: {
    en: "'{call}' should return at {due} s; it returned at {came} s.",
    zh: '“{call}”应在 {due} s 返回；实际在 {came} s 返回。',
  },
  neverReturned: {
    en: "'{call}' did not return by {until} s.",
    zh: '到 {until} s，“{call}”仍未返回。',
  },
  assertion: { en: 'The assertion {what} does not hold: {came}.', zh: '断言 {what} 不成立：{came}。' },
  badCode: { en: 'The drill does not understand this code: {what}', zh: 'drill 不理解这段代码：{what}' },
  codeEnds: { en: 'The code ends where more was expected.', zh: '代码在不该结束的地方结束了。' },
  divisionByZero: { en: 'The code divides by zero.', zh: '代码中除数为零。' },
  badShift: {
    en: 'The code shifts by {by}; 0 to 64 is possible.',
    zh: '代码的移位数 {by} 超出范围；只能是 0 到 64。',
  },
  fewArguments: {
    en: 'The format string of the code has too few arguments.',
    zh: '代码中格式字符串的参数不够。',
  },
  codeNotNumber: { en: "'{value}' in the code is not a number.", zh: '代码中的“{value}”不是数字。' },
  unknownVariable: { en: 'The engine has no variable {name}.', zh: '引擎没有变量 {name}。' },
  noInfo: {
    en: 'There is no connection whose variables could be read.',
    zh: '没有可以读取变量的连接。',
  },
  unsupportedCommand: {
    en: "The drill does not know what the command '{command}' changes.",
    zh: 'drill 不知道命令“{command}”改变什么。',
  },
  commandFailed: { en: "The command '{command}' would fail.", zh: '命令“{command}”会失败。' },
  engineError: { en: 'The engine stopped: {message}', zh: '引擎停止：{message}' },
  restless: { en: 'The engine does not come to rest.', zh: '引擎未能进入空闲状态。' },
  tooLong: {
    en: '{call}() with {length|# byte|# bytes} is more than the drill holds.',
    zh: '{call}() 的 {length|#} 字节超出了 drill 的容量。',
  },
  timeBackwards: {
    en: "The time of '{event}' is before the event above it.",
    zh: '“{event}”的时间早于上一个事件。',
  },

  // The command.
  drill: {
    en: 'Run packetdrill scripts against the engine, in virtual time: a verdict for each, and what came where one fails',
    zh: '在虚拟时间里用引擎运行 packetdrill 脚本：逐个给出结果，失败时说明实际发生了什么',
  },
  pathsArgument: { en: 'scripts, or folders with *.pkt files', zh: '脚本，或含有 *.pkt 文件的目录' },
  ipVersion: {
    en: 'run only this variant; default: every variant that the script allows',
    zh: '只用这种方式运行；默认：脚本允许的每种方式都运行',
  },
  define: {
    en: 'what a name in the scripts stands for; may be repeated',
    zh: '脚本里某个名字的含义；可重复',
  },
  verbose: { en: 'show each event as it begins, with its time', zh: '显示每个事件开始的时间' },
  json: {
    en: 'a line of JSON for each script and variant (docs/json.md)',
    zh: '每个脚本、每种方式输出一行 JSON（docs/json.md）',
  },
  noDiagram: { en: 'no sequence diagram where a script fails', zh: '脚本失败时不画时序图' },
  noScripts: { en: "No script is to be found in '{path}'.", zh: '在“{path}”里找不到脚本。' },
  cannotRead: { en: "Cannot read '{path}': {why}.", zh: '无法读取“{path}”：{why}。' },
  notRegular: { en: 'it is not a regular file', zh: '它不是普通文件' },
  tooLarge: {
    en: 'with {size} it is no script: one has at most {most}',
    zh: '它有 {size}，不是脚本：脚本最多 {most}',
  },
  badDefine: {
    en: "'{value}' is not a definition: write NAME=VALUE.",
    zh: '“{value}”不是定义：请写 NAME=VALUE。',
  },
  passed: { en: 'pass', zh: '通过' },
  failed: { en: 'FAIL', zh: '失败' },
  unsupported: { en: 'unsupported', zh: '不支持' },
  atLine: { en: 'line {line}: {why}', zh: '第 {line} 行：{why}' },
  verdict: { en: '{head}: {reason}', zh: '{head}：{reason}' },
  otherVersion: { en: 'The script is not for {version}.', zh: '这个脚本不适用于 {version}。' },
  summary: {
    en: '{passed|#} passed, {failed|#} failed, {unsupported|#} unsupported.',
    zh: '通过 {passed|#}，失败 {failed|#}，不支持 {unsupported|#}。',
  },
  badScripts: { en: '{count|#} could not be read as scripts.', zh: '有 {count|#} 个不是可读的脚本。' },
}

/** What a script was expected to have, by its English name, in Chinese; quoted pieces of the script stand as they are. */
export const drillWordsInChinese: Readonly<Record<string, string>> = {
  'a name': '一个名字',
  'a number': '一个数',
  'a value': '一个值',
  'a time': '一个时间',
  'bytes in hex': '十六进制字节',
  'fewer brackets within brackets': '更少层的括号',
  'the end of the script': '脚本的结尾',
  'an acknowledgment number': '确认号',
  'a window': '窗口',
  'an urgent pointer': '紧急指针',
  'a sequence number': '序号',
  'a length': '长度',
  'an SPI': 'SPI',
  'a field of the IP header': 'IP 首部的字段',
  'a byte': '一个字节',
  'a flow label': '流标签',
  'a hop limit': '跳数限制',
  'ECN bits': 'ECN 位',
  'a port': '端口',
  'an ICMP type': 'ICMP 类型',
  'an MTU': 'MTU',
  'an identifier': '标识',
  'a TCP option': 'TCP 选项',
  'an MSS': 'MSS',
  'a shift': '移位数',
  'a timestamp': '时间戳',
  'a counter': '计数器',
}
