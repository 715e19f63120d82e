import { EXAMPLES, formatScenario, parseScenario, pageLabSentences as s } from '../../../lab/index.ts'
import { t } from '../../store/settings.ts'
import { Button, Check, Select } from '../../ui/index.ts'
import { choose, scenario } from '../store.ts'
import { OptionsForm } from './options-form.tsx'
import { PathForm } from './path-form.tsx'
import { ProgramsForm } from './programs-form.tsx'
import { TextField } from './text-field.tsx'

const OWN = 'own'

/** The whole experiment, to be changed. Each change is in the address of the page at once. */
export function Setup() {
  const link = formatScenario(scenario.value)
  const example = EXAMPLES.find((one) => formatScenario(parseScenario(one.link)) === link)
  return (
    <form class="lab-setup" aria-label={t(s.setup)} onSubmit={(event) => event.preventDefault()}>
      <Select
        label={t(s.example)}
        value={example?.id ?? OWN}
        options={[
          ...(example === undefined ? [{ value: OWN, label: t(s.ownExample) }] : []),
          ...EXAMPLES.map(({ id, title }) => ({ value: id, label: t(title) })),
        ]}
        onChange={(id) => {
          const chosen = EXAMPLES.find((one) => one.id === id)
          if (chosen !== undefined) choose(parseScenario(chosen.link), 'push')
        }}
      />
      <details open>
        <summary>{t(s.path)}</summary>
        <PathForm />
      </details>
      <details open>
        <summary>{t(s.programs)}</summary>
        <ProgramsForm />
      </details>
      <details>
        <summary>{t(s.options)}</summary>
        <OptionsForm />
      </details>
      <Chance />
    </form>
  )
}

function Chance() {
  const { seed, ipv6, mtu } = scenario.value
  return (
    <div class="lab-chance">
      <TextField
        label={t(s.chance)}
        value={String(seed)}
        onTake={(text) => choose({ ...scenario.value, seed: parseScenario(`seed=${text.trim()}`).seed })}
      />
      <Button onClick={() => choose({ ...scenario.value, seed: (seed + 1) % 2 ** 32 }, 'push')}>
        {t(s.anotherSeed)}
      </Button>
      <TextField
        label={t(s.mtu)}
        value={String(mtu)}
        onTake={(text) => choose({ ...scenario.value, mtu: parseScenario(`mtu=${text.trim()}`).mtu })}
      />
      <Check label="IPv6" isOn={ipv6} onChange={(on) => choose({ ...scenario.value, ipv6: on })} />
    </div>
  )
}
