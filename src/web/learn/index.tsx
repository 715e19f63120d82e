import './learn.css'
import { signal } from '@preact/signals'
import { CHAPTERS, findLessons, type Lesson, LESSONS, pageLabSentences as s } from '../../lab/index.ts'
import { route } from '../store/route.ts'
import { t } from '../store/settings.ts'
import { Badge, EmptyState } from '../ui/index.ts'
import { LessonView } from './lesson-view.tsx'
import { answers } from './store.ts'

/** Learn: the lessons, each asked first and shown on the engine in this page. */
export function Learn() {
  const { rest } = route.value
  if (rest === '') return <List />
  const lesson = LESSONS.find(({ id }) => id === rest)
  if (lesson !== undefined) return <LessonView key={lesson.id} lesson={lesson} />
  return (
    <EmptyState title={t(s.noLesson)}>
      <a class="button primary" href="#/learn">
        {t(s.backToLessons)}
      </a>
    </EmptyState>
  )
}

/** What is looked for; kept while a lesson is read. */
const wanted = signal('')

function List() {
  const found = findLessons(wanted.value)
  const asked = wanted.value.trim()
  return (
    <div class="learn-list">
      <h1>{t(s.lessons)}</h1>
      <p class="quiet">{t(s.lessonsHint)}</p>
      <input
        type="search"
        class="learn-search"
        aria-label={t(s.findLesson)}
        placeholder={t(s.findLesson)}
        value={wanted.value}
        onInput={(event) => (wanted.value = event.currentTarget.value)}
      />
      {asked === '' ? (
        CHAPTERS.map(({ id, title, lessons }) => (
          <section key={id}>
            <h2>{t(title)}</h2>
            <Cards lessons={lessons} />
          </section>
        ))
      ) : (
        <>
          <p role="status" class={found.length > 0 ? 'sr' : 'quiet'}>
            {t(found.length > 0 ? s.lessonsFound : s.noLessonFound, { count: found.length, word: asked })}
          </p>
          <Cards lessons={found.map(({ lesson }) => lesson)} />
        </>
      )}
    </div>
  )
}

function Cards({ lessons }: { readonly lessons: readonly Lesson[] }) {
  return (
    <ol>
      {lessons.map((lesson) => {
        const given = answers.value.get(lesson.id)
        return (
          <li key={lesson.id}>
            <a href={`#/learn/${lesson.id}`}>
              <strong>{t(lesson.title)}</strong>
              <span class="quiet">{t(lesson.question)}</span>
              {given !== undefined && given >= 0 && (
                <Badge tone={given === lesson.answer ? 'good' : 'warn'}>
                  {given === lesson.answer ? `✓ ${t(s.right)}` : `✗ ${t(s.wrong)}`}
                </Badge>
              )}
            </a>
          </li>
        )
      })}
    </ol>
  )
}
