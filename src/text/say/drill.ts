/** packetdrill's scripts: what is wrong with one, and why one did not pass. */
export const drillSentences = {
  unexpected: { en: '{found} stands where {wanted} was expected.', zh: '这里应为 {wanted}，却是 {found}。' },
  unclosed: {
    en: "There is no '{mark}' to close what begins here.",
    zh: '这里开始的内容没有用“{mark}”结束。',
  },
  outOfRange: { en: '{value} does not fit {bits} bits.', zh: '{value} 超出了 {bits} 位能表示的范围。' },
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
    en: '{seq} and {length} bytes do not end at {end}.',
    zh: '从 {seq} 起 {length} 字节，终点不是 {end}。',
  },
  optionsLength: {
    en: 'The options take {length} bytes: it must be a multiple of 4, at most 40. Pad with nop.',
    zh: '选项共 {length} 字节：必须是 4 的倍数，且不超过 40。请用 nop 补齐。',
  },
  badOption: { en: "'{option}' is not a TCP option.", zh: '“{option}”不是 TCP 选项。' },
  badDigest: { en: 'An MD5 digest has 16 bytes, not {length}.', zh: 'MD5 摘要是 16 字节，不是 {length}。' },
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
    zh: '{value} 不是时间：请写 0 到 86400 秒。',
  },
}
