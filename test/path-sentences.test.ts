import { expect, it } from 'vitest'
import { PATH_PROBLEMS, pathSentences } from '../src/link/index.ts'

it('every problem of a path has its sentence in English, the same, and in Chinese', () => {
  const english = Object.fromEntries(Object.entries(pathSentences).map(([key, { en }]) => [key, en]))
  expect(english).toEqual(PATH_PROBLEMS)
  const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()
  for (const { en, zh } of Object.values(pathSentences)) expect(places(zh)).toEqual(places(en))
})
