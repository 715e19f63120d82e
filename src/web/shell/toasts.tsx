import { pageSentences as p } from './sentences.ts'
import { t } from '../store/settings.ts'
import { closeToast, toasts } from '../store/toasts.ts'
import { Button, Icon } from '../ui/index.ts'

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone }) => (
        <div key={id} class={`toast ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
          <span>{text}</span>
          <Button
            kind="quiet"
            icon={<Icon name="close" />}
            label={t(p.close)}
            onClick={() => closeToast(id)}
          />
        </div>
      ))}
    </div>
  )
}
