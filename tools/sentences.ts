/**
 * Prints every sentence of synfin for a translator: its catalogue, its name, English and Chinese, tab-separated.
 *
 *     npm run -s sentences > sentences.tsv
 */
import { gatherSentences } from './sentences/gather.ts'

for (const { file, name, sentence } of await gatherSentences()) {
  console.log([file, name, sentence.en, sentence.zh].join('\t'))
}
