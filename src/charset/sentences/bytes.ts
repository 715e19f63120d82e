import { reasons, type Reason } from '../../base/index.ts'

/** What is wrong with hex digits or an escape that a person typed. */
const texts = {
  notHex: {
    en: "Position {position}: '{found}' is not a hex digit; write bytes as 0d 0a, 0d0a or 0x0d,0x0a.",
    zh: '第 {position} 个字符：“{found}”不是十六进制数字；请写成 0d 0a、0d0a 或 0x0d,0x0a。',
  },
  oddHex: {
    en: "Position {position}: '{found}' has an odd number of hex digits; a byte has two (0a, not a).",
    zh: '第 {position} 个字符：“{found}”的十六进制位数是奇数；一个字节要写两位（0a，不是 a）。',
  },
  escapeAtEnd: {
    en: 'Position {position}: a backslash at the end escapes nothing; write \\\\ for a backslash.',
    zh: '第 {position} 个字符：末尾的反斜杠没有转义任何字符；反斜杠本身请写 \\\\。',
  },
  escapeUnknown: {
    en: 'Position {position}: {found} is no escape; known are \\r \\n \\t \\0 \\a \\b \\e \\f \\v \\xHH \\uHHHH \\u{H…} \\\\.',
    zh: '第 {position} 个字符：没有 {found} 这个转义；可用的有 \\r \\n \\t \\0 \\a \\b \\e \\f \\v \\xHH \\uHHHH \\u{H…} \\\\。',
  },
  escapeHex: {
    en: 'Position {position}: \\x needs two hex digits after it, as in \\x0d.',
    zh: '第 {position} 个字符：\\x 后面要有两位十六进制数字，如 \\x0d。',
  },
  escapeUnicode: {
    en: 'Position {position}: \\u needs four hex digits or {…} after it, as in \\u4e2d or \\u{1f600}.',
    zh: '第 {position} 个字符：\\u 后面要有四位十六进制数字或 {…}，如 \\u4e2d 或 \\u{1f600}。',
  },
  escapeTooLarge: {
    en: 'Position {position}: {found} is not a character; they end at \\u{10ffff} and leave out \\ud800 to \\udfff standing alone.',
    zh: '第 {position} 个字符：{found} 不是字符；字符到 \\u{10ffff} 为止，单独的 \\ud800 到 \\udfff 也不是。',
  },
} as const

export const bytesSentences: Readonly<Record<keyof typeof texts, Reason>> = reasons(texts)
