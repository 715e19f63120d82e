import { pageSentences as p } from './sentences.ts'
import { viewNames } from '../store/route.ts'
import { t } from '../store/settings.ts'
import { Icon } from '../ui/index.ts'
import { pickCapture } from './captures.tsx'

const about = { talk: p.whatTalk, wire: p.whatWire, lab: p.whatLab, learn: p.whatLearn }

/** The empty page: four ways to begin. */
export function Start() {
  return (
    <div class="start">
      <h1>
        <span class="start-name">synfin</span> <span class="start-line">{t(p.tagline)}</span>
      </h1>
      <div class="start-actions">
        <a class="start-action first" href="#/talk?do=connect">
          <Icon name="plug" />
          <strong>{t(p.doConnect)}</strong>
          <span class="quiet">{t(p.aboutConnect)}</span>
          <kbd>C</kbd>
        </a>
        <a class="start-action" href="#/talk?do=listen">
          <Icon name="ear" />
          <strong>{t(p.doListen)}</strong>
          <span class="quiet">{t(p.aboutListen)}</span>
          <kbd>L</kbd>
        </a>
        <button type="button" class="start-action" onClick={pickCapture}>
          <Icon name="file" />
          <strong>{t(p.doOpen)}</strong>
          <span class="quiet">{t(p.aboutOpen)}</span>
          <kbd>O</kbd>
        </button>
        <a class="start-action" href="#/lab">
          <Icon name="play" />
          <strong>{t(p.doDemo)}</strong>
          <span class="quiet">{t(p.aboutDemo)}</span>
        </a>
      </div>
      <ul class="start-views">
        {viewNames.map((view, i) => (
          <li key={view}>
            <a href={`#/${view}`}>{t(p[view])}</a> <kbd>{i + 1}</kbd>
            <span class="quiet">{t(about[view])}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
