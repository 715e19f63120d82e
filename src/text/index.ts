/** Bytes and what a person types or reads: charsets, hex, escapes, hexdump; every sentence, in English and Chinese. */
export { captureSentences } from './say/capture.ts'
export { cliSentences } from './say/cli.ts'
export { say, sentences } from './say/sentences.ts'
export type { Lang, Sentence, SentenceArgs } from './say/sentences.ts'
