import { say, sayPercent, saySize, type Lang } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import { explainCaptureProblem } from '../../../capture/index.ts'
import { Button, Icon } from '../../ui/index.ts'
import { MOST_CONNECTIONS, MOST_PACKETS, type ReadCapture } from './read-capture.ts'

/** A file with more problems than this has one problem. */
const MOST = 30

/** Which capture is open, how far it is read, what is wrong with it. */
export function CaptureBar(props: {
  readonly capture: ReadCapture
  readonly lang: Lang
  readonly onCancel: () => void
  /** The person wants it, though it becomes so much. */
  readonly onGoOn: () => void
  readonly onClose: () => void
  readonly onOpen: () => void
}) {
  const { capture, lang, onCancel, onGoOn, onClose, onOpen } = props
  const { state, progress, trace, problems } = capture
  const packets = trace.packets.length
  return (
    <div class="capture-bar">
      <div class="capture-line">
        <Icon name="file" />
        <span role="status">{told(capture, lang)}</span>
        {state === 'reading' && <progress value={progress} max={1} aria-label={say(w.readProgress, lang)} />}
        {state === 'asking' && <Button onClick={onGoOn}>{say(w.readOn, lang)}</Button>}
        {(state === 'reading' || state === 'asking') && (
          <Button onClick={onCancel}>{say(w.cancel, lang)}</Button>
        )}
        <span class="capture-end">
          <Button kind="quiet" onClick={onOpen}>
            {say(w.openAnother, lang)}
          </Button>
          <Button
            kind="quiet"
            icon={<Icon name="close" />}
            label={say(w.closeCapture, lang)}
            onClick={onClose}
          />
        </span>
      </div>
      {problems.length > 0 && (
        <details class="capture-problems" open={packets === 0}>
          <summary>
            {say(w.problems, lang)}: {problems.length}
          </summary>
          <ul>
            {problems.slice(0, MOST).map((problem) => (
              <li key={`${problem.offset} ${problem.key}`}>{explainCaptureProblem(problem, lang)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** How far it is, or why not all of it was read. */
function told({ name, state, progress, trace, why, asked, stopped }: ReadCapture, lang: Lang): string {
  const percent = sayPercent(Math.floor(progress * 100) / 100)
  const packets = trace.packets.length
  if (state === 'reading') return say(w.reading, lang, { name, percent, packets })
  if (state === 'asking' && asked !== undefined) {
    return say(w.askGrown, lang, { name, taken: saySize(asked.taken), grown: saySize(asked.grown) })
  }
  if (state === 'failed') {
    const reason = why?.kind === 'gzip' ? say(w.gzipBroken, lang) : (why?.reason ?? '')
    return say(w.readFailed, lang, { name, reason })
  }
  switch (stopped) {
    case 'person':
      return say(w.readPart, lang, { name, packets, percent })
    case 'packets':
      return say(w.readMost, lang, { name, packets, percent, most: MOST_PACKETS })
    case 'connections':
      return say(w.readMostConnections, lang, { name, packets, percent, most: MOST_CONNECTIONS })
    default:
      return say(w.readDone, lang, { name, packets })
  }
}
