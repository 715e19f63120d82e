import { useSignal, type Signal } from '@preact/signals'
import { talkSentences as s } from './sentences.ts'
import { t } from '../store/settings.ts'
import { remember, remembered } from '../store/storage.ts'
import { toast } from '../store/toasts.ts'
import { workbench } from '../store/workbench.ts'
import { readTarget } from './addresses.ts'
import { faultText } from './ask.ts'
import { wantsCapture } from './capture-check.tsx'
import { select } from './store.ts'

interface Problem {
  readonly of: 'host' | 'port' | 'all'
  readonly text: string
}

/** What stands in the dialog of Connect. */
export interface ConnectForm {
  readonly transport: Signal<'tcp' | 'udp'>
  readonly host: Signal<string>
  readonly port: Signal<string>
  readonly localAddress: Signal<string>
  readonly localPort: Signal<string>
  readonly keepHalfOpen: Signal<boolean>
  readonly problem: Signal<Problem | undefined>
  readonly isBusy: Signal<boolean>
}

export function useConnectForm(): ConnectForm {
  return {
    transport: useSignal<'tcp' | 'udp'>('tcp'),
    host: useSignal(remembered('talk.host') ?? '127.0.0.1'),
    port: useSignal(remembered('talk.port') ?? ''),
    localAddress: useSignal(''),
    localPort: useSignal(''),
    keepHalfOpen: useSignal(false),
    problem: useSignal<Problem | undefined>(undefined),
    isBusy: useSignal(false),
  }
}

/** Connects as the form says. A failure is told in the form. */
export async function connect(form: ConnectForm, onDone: () => void): Promise<void> {
  const { host, port: typedPort } = readTarget(form.host.value)
  const port = typedPort ?? Number(form.port.value)
  const localAddress = form.localAddress.value.trim()
  const localPort = form.localPort.value.trim()
  form.problem.value = undefined
  if (host === '') form.problem.value = { of: 'host', text: t(s.hostMissing) }
  else if (!isPort(port, 1)) form.problem.value = { of: 'port', text: t(s.portWrong, { min: 1 }) }
  else if (localPort !== '' && !isPort(Number(localPort), 0)) {
    form.problem.value = { of: 'all', text: `${t(s.localPort)}: ${t(s.portWrong, { min: 0 })}` }
  }
  if (form.problem.value !== undefined) return
  remember('talk.host', host)
  remember('talk.port', String(port))
  form.isBusy.value = true
  try {
    const { connection, captureProblem } = await workbench.request('connect', {
      transport: form.transport.value,
      host,
      port,
      ...(localAddress === '' ? {} : { localAddress }),
      ...(localPort === '' ? {} : { localPort: Number(localPort) }),
      ...(form.keepHalfOpen.value ? { keepHalfOpen: true } : {}),
      ...(wantsCapture() ? { capture: true } : {}),
    })
    if (captureProblem !== undefined) toast(captureProblem.message, 'bad')
    onDone()
    select(connection.conn)
  } catch (error) {
    form.problem.value = { of: 'all', text: faultText(error) }
  } finally {
    form.isBusy.value = false
  }
}

export function isPort(value: number, min: number): boolean {
  return Number.isInteger(value) && value >= min && value <= 65_535
}
