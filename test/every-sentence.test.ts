import { describe, expect, it } from 'vitest'
import { say, type Lang } from '../src/say/index.ts'
import { gatherSentences } from '../tools/sentences/gather.ts'

const HOSTILE = '\u001B[2J\u001B]52;c;aGk=\u0007\u009B31m\u202E\u2066\u2028\u2029\uFEFF\u007F\u0085\r\n'

const all = await gatherSentences()

describe('every sentence', () => {
  it.each(['en', 'zh'] as const)(
    'shows what stands in its places and obeys none of it, in %s',
    (lang: Lang) => {
      expect(all.length).toBeGreaterThan(800)
      const raw = all.filter(({ sentence }) => {
        const places = [...sentence[lang].matchAll(/\{(\w+)/g)].map(([, place = '']) => place)
        const said = say(sentence, lang, Object.fromEntries(places.map((place) => [place, HOSTILE])))
        return /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\uFEFF]/u.test(said.replaceAll('\n', ''))
      })
      expect(raw.map(({ file, name }) => `${file} ${name}`)).toEqual([])
    },
  )
})
