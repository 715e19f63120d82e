/** `synfin/charset`: bytes and characters. Streaming charsets, hex, escapes, hexdump, line ends. */
export {
  applyLineEnding,
  type Charset,
  charset,
  charsets,
  formatEscapes,
  formatHex,
  hexdump,
  parseEscapes,
  parseHex,
  type StreamDecoder,
} from '../charset/index.ts'
