import { type Lesson, pageLabSentences as s } from '../../lab/index.ts'
import { t } from '../store/settings.ts'
import { Button } from '../ui/index.ts'
import { answer, answers } from './store.ts'

/** The question with its choices; once one is taken, which is right and why. */
export function Question({ lesson }: { readonly lesson: Lesson }) {
  const given = answers.value.get(lesson.id)
  const isAnswered = given !== undefined
  return (
    <section class="lesson-question" aria-label={t(s.answerFirst)}>
      <p class="lesson-asks">{t(lesson.question)}</p>
      <ol>
        {lesson.choices.map((choice, index) => {
          const isRight = isAnswered && index === lesson.answer
          const isWrong = index === given && index !== lesson.answer
          return (
            <li key={choice.en}>
              <button
                type="button"
                class={`lesson-choice ${isRight ? 'right' : ''} ${isWrong ? 'wrong' : ''}`}
                disabled={isAnswered}
                onClick={() => answer(lesson, index)}
              >
                <span class="lesson-mark" aria-hidden="true">
                  {isRight ? '✓' : isWrong ? '✗' : index + 1}
                </span>
                <span>{t(choice)}</span>
              </button>
            </li>
          )
        })}
      </ol>
      {!isAnswered && (
        <Button kind="quiet" onClick={() => answer(lesson, -1)}>
          {t(s.showAnswer)}
        </Button>
      )}
      {isAnswered && (
        <p class="lesson-because" role="status">
          {given >= 0 && <strong>{t(given === lesson.answer ? s.right : s.wrong)} </strong>}
          {t(lesson.because)}
        </p>
      )}
    </section>
  )
}
