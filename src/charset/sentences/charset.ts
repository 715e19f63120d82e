/** What `auto` says about the charset it took, and why. */
export const charsetSentences = {
  nothingYet: {
    en: 'Charset: still open, only ASCII so far, which reads the same in UTF-8 and GB18030.',
    zh: '字符集：尚未确定。目前只有 ASCII，按 UTF-8 和 GB18030 读都一样。',
  },
  bothValid: {
    en: 'Charset: still open, read as UTF-8; the bytes so far are valid GB18030 too.',
    zh: '字符集：尚未确定，暂按 UTF-8 显示；目前的字节按 GB18030 也能读。',
  },
  notGb18030: {
    en: 'Charset: UTF-8, because the bytes are valid UTF-8 and are not GB18030.',
    zh: '字符集：UTF-8。这些字节是合法的 UTF-8，按 GB18030 读不通。',
  },
  notUtf8: {
    en: 'Charset: GB18030 (GBK), because the bytes are not UTF-8 and are valid GB18030.',
    zh: '字符集：GB18030（GBK）。这些字节不是合法的 UTF-8，按 GB18030 能读通。',
  },
  utf8ByWeight: {
    en: 'Charset: UTF-8, because so many characters in a row are valid UTF-8; GBK text seldom is.',
    zh: '字符集：UTF-8。连续多个字符都是合法的 UTF-8，GBK 文本极少会这样。',
  },
  told: { en: 'Charset: as you chose.', zh: '字符集：由你指定。' },
  earlierText: {
    en: 'The {length|# byte|# bytes} from byte {offset|#} on {length|was|were} shown as UTF-8; the peer seems to write {charset}, so {length|it|they} may be 乱码 (wrong characters).',
    zh: '从第 {offset|#} 字节起的 {length|#} 个字节曾按 UTF-8 显示；对方似乎用的是 {charset}，那段可能是乱码。',
  },
  contrary: {
    en: 'The {length|# byte|# bytes} from byte {offset|#} on {length|does|do} not fit the charset in use, and {length|is|are} valid {charset}: switch to it?',
    zh: '从第 {offset|#} 字节起的 {length|#} 个字节与当前字符集不符，却是合法的 {charset}：要切换吗？',
  },
  unencodable: {
    en: "{charset} has no {characters}: sent as '?'.",
    zh: '{charset} 里没有 {characters}，已用“?”代替发出。',
  },
} as const
