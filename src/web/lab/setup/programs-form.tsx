import {
  formatSteps,
  parseScenario,
  parseSteps,
  readTime,
  ScenarioError,
  writeTime,
  type Scenario,
  type Steps,
  checkScenario,
  pageLabSentences as s,
} from '../../../lab/index.ts'
import { charsets } from '../../../charset/index.ts'
import { t } from '../../store/settings.ts'
import { Button, Check, Select } from '../../ui/index.ts'
import { choose, scenario } from '../store.ts'
import { TextField } from './text-field.tsx'

const NEW_STEPS = [
  "send 'hello'",
  'send 64k',
  'recv 5',
  'recv end',
  'wait 50ms',
  'shutdown',
  'close',
  'reset',
] as const

/** What both sides do: their steps, how many clients, how the server listens. */
export function ProgramsForm() {
  const { protocol, client, server, encoding, until } = scenario.value
  const isTcp = protocol === 'tcp'
  const take = (next: Scenario): void => choose(checkScenario(next))
  const setClient = (change: Partial<Scenario['client']>): void =>
    take({ ...scenario.value, client: { ...scenario.value.client, ...change } })
  return (
    <div class="lab-group">
      <div class="lab-line">
        <Select
          label={t(s.protocol)}
          value={protocol}
          options={[
            { value: 'tcp', label: 'TCP' },
            { value: 'udp', label: 'UDP' },
          ]}
          onChange={(value) => choose(withProtocol(scenario.value, value))}
        />
        <Select
          label={t(s.encoding)}
          value={encoding}
          options={charsets().map(({ name }) => ({ value: name, label: name }))}
          onChange={(value) => choose({ ...scenario.value, encoding: value })}
        />
      </div>
      <StepsField label={t(s.clientSteps)} steps={client.steps} onSteps={(steps) => setClient({ steps })} />
      <StepsField
        label={t(s.serverSteps)}
        steps={server.steps}
        onSteps={(steps) => take({ ...scenario.value, server: { ...scenario.value.server, steps } })}
      />
      <div class="lab-numbers">
        <TextField
          label={t(s.clients)}
          value={String(client.count)}
          onTake={(text) => setClient({ count: number(text, 'clients', 1, 1_000) })}
        />
        <TextField
          label={t(s.spacing)}
          value={writeTime(client.spacing)}
          onTake={(text) => setClient({ spacing: readTime(text, 'spacing') })}
        />
        <TextField
          label={t(s.bind)}
          value={client.bind === undefined ? '' : String(client.bind)}
          placeholder={t(s.bindNone)}
          onTake={(text) => {
            const { bind: _bind, ...rest } = scenario.value.client
            const bind = text.trim() === '' ? {} : { bind: number(text, 'bind', 0, 65_535) }
            take({ ...scenario.value, client: { ...rest, ...bind } })
          }}
        />
        <TextField
          label={t(s.until)}
          value={until === undefined ? '' : writeTime(until)}
          placeholder={t(s.byItself)}
          onTake={(text) => {
            const { until: _until, ...rest } = scenario.value
            take(text.trim() === '' ? rest : { ...rest, until: readTime(text.trim(), 'until') })
          }}
        />
      </div>
      <Check
        label={t(s.listens)}
        isOn={server.listen}
        onChange={(listen) => choose({ ...scenario.value, server: { ...scenario.value.server, listen } })}
      />
      {isTcp && server.listen && <ListenForm />}
    </div>
  )
}

function ListenForm() {
  const { server } = scenario.value
  const set = (change: Partial<Scenario['server']>): void =>
    choose({ ...scenario.value, server: { ...scenario.value.server, ...change } })
  const clear = (key: 'accept' | 'acceptAt' | 'stopAt'): void => {
    const { [key]: _gone, ...rest } = scenario.value.server
    choose({ ...scenario.value, server: rest })
  }
  const time = (key: 'acceptAt' | 'stopAt', label: string, placeholder: string) => (
    <TextField
      label={label}
      value={server[key] === undefined ? '' : writeTime(server[key])}
      placeholder={placeholder}
      onTake={(text) => (text.trim() === '' ? clear(key) : set({ [key]: readTime(text.trim(), key) }))}
    />
  )
  return (
    <div class="lab-numbers">
      <TextField
        label={t(s.backlog)}
        value={String(server.backlog)}
        onTake={(text) => set({ backlog: number(text, 'backlog', 1, 65_535) })}
      />
      <TextField
        label={t(s.accept)}
        value={server.accept === undefined ? '' : String(server.accept)}
        placeholder={t(s.acceptAll)}
        onTake={(text) =>
          text.trim() === '' ? clear('accept') : set({ accept: number(text, 'accept', 0, 1_000) })
        }
      />
      {time('acceptAt', t(s.acceptAt), t(s.atOnce))}
      {time('stopAt', t(s.stopAt), t(s.never))}
    </div>
  )
}

/** Steps as lines, and buttons that add one. */
function StepsField(props: {
  readonly label: string
  readonly steps: Steps
  readonly onSteps: (steps: Steps) => void
}) {
  const { label, steps, onSteps } = props
  const text = steps.map((branch) => formatSteps([branch]).replaceAll(/, (?=\w)/g, '\n')).join('\n|\n')
  return (
    <div class="lab-steps">
      <TextField
        label={label}
        value={text}
        hint={t(s.stepsHint)}
        lines={Math.min(10, Math.max(3, text.split('\n').length))}
        onTake={(typed) => onSteps(parseSteps(typed))}
      />
      <div class="lab-add" role="group" aria-label={t(s.addStep)}>
        {NEW_STEPS.map((step) => (
          <Button
            key={step}
            kind="quiet"
            onClick={() => {
              const [first = [], ...others] = steps
              onSteps([[...first, ...(parseSteps(step)[0] ?? [])], ...others])
            }}
          >
            + {step}
          </Button>
        ))}
      </div>
    </div>
  )
}

/** UDP has no connection: where a step needs one, the usual steps stand in its place. */
function withProtocol(made: Scenario, protocol: Scenario['protocol']): Scenario {
  try {
    return checkScenario({ ...made, protocol })
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    const usual = parseScenario(`protocol=${protocol}`)
    return {
      ...made,
      protocol,
      client: { ...made.client, steps: usual.client.steps },
      server: { ...made.server, steps: usual.server.steps },
    }
  }
}

function number(text: string, key: string, least: number, most: number): number {
  const value = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : -1
  if (value < least || value > most) throw new ScenarioError('number', { word: text, key, least, most })
  return value
}
