/** Bytes and what a person types or reads: charsets, hex, escapes, hexdump; every sentence, in English and Chinese. */
export { charset, charsets, type CharsetName } from './charset/registry.ts'
export type { Charset, EncodedText, StreamDecoder } from './charset/types.ts'
export { captureSentences } from './say/capture.ts'
export { cliSentences } from './say/cli.ts'
export { say, sentences } from './say/sentences.ts'
export type { Lang, Sentence, SentenceArgs } from './say/sentences.ts'
export { socketSentences } from './say/sockets.ts'
export type { SocketSentence } from './say/sockets.ts'
