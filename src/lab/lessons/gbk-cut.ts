import type { Lesson } from './types.ts'

/** A GBK character cut in two by recv(1024). */
export const gbkCut: Lesson = {
  id: 'gbk-cut',
  title: { en: 'A GBK character cut at 1024 bytes', zh: '被 recv(1024) 切断的 GBK 字符' },
  question: {
    en: 'A text of 1,201 bytes in GBK: one letter, then Chinese. recv(1024) returns, and the program decodes it. What does it see?',
    zh: '一段 1,201 字节的 GBK 文本：一个字母，后面是汉字。recv(1024) 返回后程序就解码。会看到什么？',
  },
  choices: [
    { en: 'all of the text', zh: '全部文本' },
    {
      en: 'the text so far, and half a character at its end: an error or a �',
      zh: '前面的文本，末尾是半个字符：报错或 �',
    },
    { en: 'nothing', zh: '什么也没有' },
  ],
  answer: 1,
  because: {
    en: '1024 is the most that one call returns, in bytes. A letter has one byte and a Chinese character two in GBK, so the cut falls into a character.',
    zh: '1024 是一次调用最多返回的字节数。GBK 中字母占 1 字节、汉字占 2 字节，切口正好落在一个汉字中间。',
  },
  runs: [
    {
      id: 'main',
      title: { en: '1,201 bytes of GBK, recv(1024)', zh: '1,201 字节的 GBK，recv(1024)' },
      link: `encoding=gbk&client=send 'a${'收到消息'.repeat(150)}', close&server=wait 100ms, recv end by 1024, close`,
    },
  ],
  words: 'GBK 乱码 半个字符 recv(1024) 1024 解码 decode UnicodeDecodeError gb2312 utf-8 粘包 拆包',
  asks: [
    {
      en: 'Why does decode("gbk") fail after recv(1024)?',
      zh: "recv(1024) 之后 decode('gbk') 为什么出错或乱码？",
    },
    { en: 'What does the 1024 in recv(1024) mean?', zh: 'recv(1024) 的 1024 是什么意思？' },
  ],
  interview: {
    en: '1024 is an upper bound in bytes, not a length of messages. Collect the bytes to a boundary (framing), then decode; or decode as a stream, which keeps half a character for the next part.',
    zh: '1024 是一次最多读取的字节数，不是消息长度。先按边界收齐字节（分帧）再解码；或者用流式解码，把半个字符留给下一次。',
  },
  prose: [
    {
      en: 'In Python: codecs.getincrementaldecoder("gbk"). synfin listen and connect decode the stream, so a cut character is put together.',
      zh: "Python 里用 codecs.getincrementaldecoder('gbk')。synfin 的 listen 和 connect 按流解码，被切断的字符会自动拼接。",
    },
  ],
  claims: [
    {
      says: {
        en: 'Of {bytes|# byte|# bytes} the first recv(1024) returned {first|#}; {whole|#} of them are whole characters, and {half|# byte|# bytes} half of one.',
        zh: '共 {bytes|#} 字节，第一次 recv(1024) 返回 {first|#} 字节；其中 {whole|#} 字节是完整的字符，{half|#} 字节是半个字符。',
      },
      check(look) {
        const it = look.at()
        it.one('client', 'data')
        const { received } = it.run.ends.server
        const read = it.run.events.find(({ type, side }) => type === 'data' && side === 'server')
        const first = read?.type === 'data' ? read.bytes.length : 0
        look.that(first === 1024, `it returned ${first}`)
        let at = 0
        while (at < first) {
          const next = at + ((received[at] ?? 0) < 0x80 ? 1 : 2)
          if (next > first) break
          at = next
        }
        look.that(at < first, 'the cut is between two characters')
        return { bytes: received.length, first, whole: at, half: first - at }
      },
    },
  ],
}
