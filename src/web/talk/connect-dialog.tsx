import { talkSentences as s } from './sentences.ts'
import { t } from '../store/settings.ts'
import { Button, Check, Dialog } from '../ui/index.ts'
import { CaptureCheck } from './capture-check.tsx'
import { connect, useConnectForm } from './connect-form.ts'
import { FormProblem, TextField, TransportTabs } from './form-parts.tsx'

/** Asks where to connect to; a failure is told in the dialog, beside what was typed. */
export function ConnectDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useConnectForm()
  const isUdp = form.transport.value === 'udp'
  const problem = form.problem.value
  const of = (field: 'host' | 'port'): string | undefined =>
    problem?.of === field ? problem.text : undefined
  return (
    <Dialog title={t(isUdp ? s.connectTitleUdp : s.connectTitle)} onClose={onClose}>
      <form
        class="talk-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void connect(form, onClose)
        }}
      >
        <TransportTabs value={form.transport} />
        <div class="form-row">
          <TextField label={t(s.host)} value={form.host} hint={t(s.hostHint)} error={of('host')} isFirst />
          <TextField label={t(s.port)} value={form.port} error={of('port')} isNumber />
        </div>
        <details>
          <summary>{t(s.moreOptions)}</summary>
          <div class="form-row">
            <TextField label={t(s.localAddress)} value={form.localAddress} hint={t(s.localHint)} />
            <TextField label={t(s.localPort)} value={form.localPort} hint={t(s.localHint)} isNumber />
          </div>
          {!isUdp && (
            <Check
              label={t(s.keepHalfOpen)}
              isOn={form.keepHalfOpen.value}
              onChange={(on) => (form.keepHalfOpen.value = on)}
            />
          )}
        </details>
        <CaptureCheck />
        <p class="quiet">{t(isUdp ? s.willConnectUdp : s.willConnect)}</p>
        <FormProblem text={problem?.of === 'all' ? problem.text : undefined} />
        <div class="dialog-actions">
          <Button type="submit" kind="primary" disabled={form.isBusy.value}>
            {t(isUdp ? s.udpConnectGo : s.connectGo)}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
