import { describe, expect, test } from 'vitest'
import { formatScenario, LESSONS, parseScenario, runLesson, runScenario } from '../index.ts'
import { checkClaim } from './check-lesson.ts'

describe.each(LESSONS.map((lesson) => ({ id: lesson.id, lesson })))('$id', ({ lesson }) => {
  test('claims nothing that the engine contradicts, and shows its evidence', async () => {
    const { claims } = await runLesson(lesson)
    for (const { claim, holds, why, evidence, args } of claims) {
      expect(`${claim.says.en}: ${holds ? 'holds' : why}`).toBe(`${claim.says.en}: holds`)
      // What is measured stands in the sentence, in both languages.
      for (const text of [claim.says.en, claim.says.zh]) {
        const places = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
        expect(Object.keys(args)).toEqual(expect.arrayContaining(places))
      }
      expect(evidence.every(({ packet }) => packet >= 0)).toBe(true)
    }
    expect(claims.some(({ evidence }) => evidence.length > 0)).toBe(true)
  })

  test('asks a question with an answer, in both languages', () => {
    expect(lesson.choices[lesson.answer]).toBeDefined()
    expect(lesson.choices.length).toBeGreaterThanOrEqual(2)
    for (const sentence of [
      lesson.title,
      lesson.question,
      lesson.because,
      ...lesson.choices,
      ...lesson.prose,
    ]) {
      expect(sentence.en).not.toBe('')
      expect(sentence.zh).toMatch(/[\u4e00-\u9fff]|^[\w() .-]+$/)
    }
  })

  test('has experiments that fit in a link', () => {
    for (const { link } of lesson.runs) {
      const scenario = parseScenario(link)
      expect(parseScenario(formatScenario(scenario))).toEqual(scenario)
    }
  })
})

test('the ids are one each', () => {
  expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(LESSONS.length)
})

test('a claim that is false fails, and says what the run shows', async () => {
  const runs = new Map([['main', await runScenario(parseScenario(''))]])
  const says = { en: 'The server closes first.', zh: '服务器先关闭。' }
  const wrong = checkClaim(
    {
      says,
      check: (look) => look.that(look.at().trace.close?.first === 'server', 'the client closed first'),
    },
    runs,
  )
  expect(wrong).toMatchObject({ holds: false, why: 'the client closed first' })
  const missing = checkClaim({ says, check: (look) => void look.at().one('client', 'RST') }, runs)
  expect(missing).toMatchObject({ holds: false, why: 'the client sent no RST' })
})

test('a claim breaks when the run is another one than it was made for', async () => {
  const handshake = LESSONS.find(({ id }) => id === 'handshake')
  const claim = handshake?.claims[0]
  if (claim === undefined) throw new Error('no claim')
  const refused = new Map([['main', await runScenario(parseScenario('listen=off'))]])
  expect(checkClaim(claim, refused).holds).toBe(false)
})
