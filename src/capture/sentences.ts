import { reasons, type Reason } from '../base/index.ts'

/** What is wrong with a capture file. */
const texts = {
  notACapture: {
    en: 'This is not a pcap or pcapng file',
    zh: '这不是 pcap 或 pcapng 文件',
  },
  timeTooFar: {
    en: "A packet's time, {time} ns, does not fit a capture file",
    zh: '包的时间 {time} ns 超出抓包文件能记录的范围',
  },
  gzip: {
    en: 'The file is compressed with gzip: decompress it first',
    zh: '文件经过 gzip 压缩：请先解压',
  },
  empty: { en: 'The file is empty', zh: '文件是空的' },
  cutShort: {
    en: 'The file ends in the middle of a record: {have|#} of {need|# byte|# bytes} {have|is|are} there',
    zh: '文件在一条记录中间结束：{need|#} 字节中只有 {have|#} 字节',
  },
  recordTooLong: {
    en: 'A record claims {length|# byte|# bytes}, more than the {limit|#} that any capture writes: the file is damaged here',
    zh: '一条记录自称有 {length|#} 字节，超过任何抓包程序会写的 {limit|#} 字节：文件在此处损坏',
  },
  blockLength: {
    en: 'A block has the impossible length {length|#}: the file is damaged here',
    zh: '一个块的长度 {length|#} 不可能：文件在此处损坏',
  },
  blockLengthsDiffer: {
    en: 'A block gives its length as {first|#} at its start and {second|#} at its end: the file is damaged here',
    zh: '一个块开头写长度 {first|#}，结尾写长度 {second|#}：文件在此处损坏',
  },
  byteOrder: {
    en: 'A section header has no valid byte-order mark: the file is damaged here',
    zh: '节头没有有效的字节序标记：文件在此处损坏',
  },
  noInterface: {
    en: 'A packet names interface {id}, which is not described before it: the packet is left out',
    zh: '一个包引用了接口 {id}，而之前没有描述它：略过此包',
  },
  packetInBlock: {
    en: 'A packet claims {length|# byte|# bytes} in a block that has room for {room|#}: the packet is left out',
    zh: '一个包自称 {length|#} 字节，而所在块只容得下 {room|#} 字节：略过此包',
  },
  blockTooShort: {
    en: 'A block of type {type} is too short for its own fields: it is left out',
    zh: '类型 {type} 的块短得放不下自己的字段：略过此块',
  },
  linkType: {
    en: 'Link type {type} is not understood: its frames are left out',
    zh: '不认识链路类型 {type}：略过它的帧',
  },
  version: {
    en: 'Version {major}.{minor} of the format is not known: only {known} is',
    zh: '不认识此格式的版本 {major}.{minor}：只认识 {known}',
  },
  commentsCut: {
    en: 'The comments from here on are longer than is kept (64 kB for a block, 16 MB for a file): the rest of them is left out',
    zh: '从这里起注释过长（每块最多保留 64 kB，每个文件最多 16 MB）：其余注释略过',
  },
  tooManyInterfaces: {
    en: 'The file describes more than {limit|# interface|# interfaces}: the packets of those beyond are left out',
    zh: '文件描述的接口超过 {limit|#} 个：略过多出的接口上的包',
  },
  dropped: {
    en: 'The capture program itself dropped {count|# packet|# packets} for want of room: what is missing may be missing from the file alone',
    zh: '抓包程序自己因资源不足丢弃了 {count|#} 个包：缺少的数据可能只是没有抓到',
  },
  tooManyProblems: {
    en: 'More than {limit|# problem|# problems}: those from here on are not listed',
    zh: '问题超过 {limit|#} 个：此后的不再列出',
  },
} as const

export const captureSentences: Readonly<Record<CaptureSentence, Reason>> = reasons(texts)

type CaptureSentence = keyof typeof texts
