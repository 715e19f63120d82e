import { say, wireSentences as w, sayPercent } from '../../../text/index.ts'
import type { Lang } from '../../../text/index.ts'
import { explainCaptureProblem } from '../../../trace/index.ts'
import { Button, Icon } from '../../ui/index.ts'
import type { ReadCapture } from './read-capture.ts'

/** A file with more problems than this has one problem. */
const MOST = 30

/** Which capture is open, how far it is read, what is wrong with it. */
export function CaptureBar(props: {
  readonly capture: ReadCapture
  readonly lang: Lang
  readonly onCancel: () => void
  readonly onClose: () => void
  readonly onOpen: () => void
}) {
  const { capture, lang, onCancel, onClose, onOpen } = props
  const { name, state, progress, trace, why, problems } = capture
  const percent = sayPercent(Math.round(progress * 100) / 100)
  const packets = trace.packets.length
  const reason = why?.kind === 'gzip' ? say(w.gzipBroken, lang) : (why?.reason ?? '')
  return (
    <div class="capture-bar">
      <div class="capture-line">
        <Icon name="file" />
        <span role="status">
          {state === 'reading'
            ? say(w.reading, lang, { name, percent, packets })
            : state === 'failed'
              ? say(w.readFailed, lang, { name, reason })
              : say(w.readDone, lang, { name, packets })}
        </span>
        {state === 'reading' && <progress value={progress} max={1} aria-label={name} />}
        {state === 'reading' && <Button onClick={onCancel}>{say(w.cancel, lang)}</Button>}
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
