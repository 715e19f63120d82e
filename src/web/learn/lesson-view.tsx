import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import {
  type Evidence,
  type Lesson,
  formatScenario,
  parseScenario,
  explainSentences as e,
  pageLabSentences as s,
} from '../../lab/index.ts'
import { Datagrams, sayFailure, wireSource } from '../run/index.ts'
import { lang, t } from '../store/settings.ts'
import { Tabs } from '../ui/index.ts'
import { WireView } from '../wire/index.tsx'
import { Claims } from './claims.tsx'
import { Question } from './question.tsx'
import { answers, failure, nextOf, open, shown } from './store.ts'
import { Table } from './table.tsx'

/** One lesson: question, and once it is answered the runs, what they show, and what there is to know. */
export function LessonView({ lesson }: { readonly lesson: Lesson }) {
  const run = useSignal(lesson.runs[0]?.id ?? '')
  const evidence = useSignal<readonly Evidence[]>([])
  const runs = useRef<HTMLDivElement>(null)
  useEffect(() => void open(lesson), [lesson])
  const isAnswered = answers.value.has(lesson.id)
  const made = shown.value?.lesson === lesson ? shown.value : undefined
  const next = nextOf(lesson)
  return (
    <div class={`lesson ${lesson.table === undefined ? '' : 'with-table'}`}>
      <article class="lesson-text">
        <a class="lesson-back" href="#/learn">
          ← {t(s.backToLessons)}
        </a>
        <h1>{t(lesson.title)}</h1>
        <Question lesson={lesson} />
        {failure.value !== undefined && (
          <p role="alert">{t(s.runFailed, { reason: sayFailure(failure.value, lang.value) })}</p>
        )}
        {isAnswered && (
          <>
            {made !== undefined && (
              <Claims
                shown={made}
                onEvidence={(cited) => {
                  evidence.value = cited
                  const [first] = cited
                  if (first !== undefined) run.value = first.run
                  // On a phone the picture stands below the text.
                  runs.current?.scrollIntoView({ block: 'nearest' })
                }}
              />
            )}
            {made !== undefined && <Table shown={made} />}
            <h2>{t(e.toKnow)}</h2>
            {lesson.prose.map((text) => (
              <p key={text.en}>{t(text)}</p>
            ))}
            <aside class="lesson-loose">
              <p>{t(e.interview, { text: t(lesson.interview) })}</p>
              {lesson.textbook !== undefined && <p>{t(e.textbook, { text: t(lesson.textbook) })}</p>}
            </aside>
            {lesson.loose !== undefined && (
              <aside class="lesson-loose">
                <h2>{t(e.loose)}</h2>
                <p>{t(lesson.loose)}</p>
              </aside>
            )}
            <p class="lesson-ways">
              <a class="button" href={`#/lab?${labLink(lesson, run.value)}`}>
                {t(e.inLab)}
              </a>
              {next !== undefined && (
                <a class="button primary" href={`#/learn/${next.id}`}>
                  {t(s.nextLesson)}: {t(next.title)}
                </a>
              )}
            </p>
          </>
        )}
      </article>
      <div class="lesson-runs" ref={runs}>
        {!isAnswered ? (
          <p class="lesson-hidden quiet">{t(s.answerFirst)}</p>
        ) : (
          <Runs lesson={lesson} run={run.value} evidence={evidence.value} onRun={(id) => (run.value = id)} />
        )}
      </div>
    </div>
  )
}

function labLink(lesson: Lesson, run: string): string {
  const link = lesson.runs.find(({ id }) => id === run)?.link ?? ''
  return formatScenario(parseScenario(link))
}

/** The runs of a lesson, one of them drawn. */
function Runs(props: {
  readonly lesson: Lesson
  readonly run: string
  readonly evidence: readonly Evidence[]
  readonly onRun: (id: string) => void
}) {
  const { lesson, run, evidence, onRun } = props
  const made = shown.value?.lesson === lesson ? shown.value.runs.get(run) : undefined
  const source = useMemo(() => (made === undefined ? undefined : wireSource(made)), [made])
  const marked = useMemo(
    () => evidence.filter((cited) => cited.run === run).map(({ packet }) => packet),
    [evidence, run],
  )
  const meant = made?.traces.find(({ segments }) => segments.some(({ packet }) => packet === marked[0]))
  return (
    <>
      {lesson.runs.length > 1 && (
        <div class="lesson-tabs">
          <Tabs
            label={t(s.runOf)}
            tabs={lesson.runs.map(({ id, title }) => ({ id, label: t(title) }))}
            value={run}
            onChange={onRun}
          />
        </div>
      )}
      <div class="lesson-picture">
        {made === undefined || source === undefined ? (
          <p class="quiet lesson-hidden" role="status">
            {t(s.running)}
          </p>
        ) : made.traces.length === 0 ? (
          <Datagrams run={made} marked={new Set(marked)} />
        ) : (
          <WireView
            key={`${run} ${meant?.id ?? 0}`}
            source={source}
            lang={lang.value}
            marked={marked}
            connection={meant?.id ?? 0}
            compact
          />
        )}
      </div>
    </>
  )
}
