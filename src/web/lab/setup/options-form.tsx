import { Fragment } from 'preact'
import { useSignal } from '@preact/signals'
import {
  CONGESTION_CONTROLS,
  ENGINE_OPTIONS,
  readOption,
  writeOption,
  type EngineOption,
  type EngineOptions,
  pageLabSentences as s,
} from '../../../lab/index.ts'
import { diagramWords } from '../../../diagram/index.ts'
import type { Side } from '../../../trace/index.ts'
import { t } from '../../store/settings.ts'
import { Button } from '../../ui/index.ts'
import { choose, scenario } from '../store.ts'
import { TextField } from './text-field.tsx'

/** Shown unless all are asked for. */
const FIRST = 10
const SIDES = ['client', 'server'] as const

/** The options of each host's engine; what is empty is as in Linux. */
export function OptionsForm() {
  const isWhole = useSignal(false)
  const { options } = scenario.value
  const shown = ENGINE_OPTIONS.filter(
    ({ name }, index) =>
      isWhole.value || index < FIRST || SIDES.some((side) => options[side][name] !== undefined),
  )
  return (
    <div class="lab-group">
      <p class="quiet">{t(s.optionsHint)}</p>
      <table class="lab-options">
        <thead>
          <tr>
            <th scope="col">{t(s.option)}</th>
            {SIDES.map((side) => (
              <th key={side} scope="col">
                {t(diagramWords[side])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((option) => (
            <tr key={option.name}>
              <th scope="row" class="mono">
                {option.name.split(/(?=[A-Z])/).map((part, i) => (
                  <Fragment key={part}>
                    {i > 0 && <wbr />}
                    {part}
                  </Fragment>
                ))}
              </th>
              {SIDES.map((side) => (
                <td key={side}>
                  <OptionField option={option} side={side} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Button kind="quiet" onClick={() => (isWhole.value = !isWhole.value)}>
        {t(isWhole.value ? s.fewerOptions : s.moreOptions)}
      </Button>
    </div>
  )
}

function OptionField({ option, side }: { readonly option: EngineOption; readonly side: Side }) {
  const { name, kind, standard } = option
  const value = scenario.value.options[side][name]
  const set = (word: string): void => {
    const { [name]: _before, ...rest } = scenario.value.options[side]
    const read: EngineOptions = word === '' ? {} : readOption(name, word)
    choose({
      ...scenario.value,
      options: { ...scenario.value.options, [side]: { ...rest, ...read } },
    })
  }
  const text = value === undefined ? '' : writeOption(name, value)
  const usual = writeOption(name, standard)
  const label = `${name}, ${t(diagramWords[side])}`
  const choices = kind === 'switch' ? ['on', 'off'] : kind === 'word' ? CONGESTION_CONTROLS : undefined
  if (choices === undefined) {
    return <TextField label={label} value={text} placeholder={usual} onTake={(word) => set(word.trim())} />
  }
  const said = (word: string): string => (word === 'on' ? t(s.on) : word === 'off' ? t(s.off) : word)
  return (
    <select aria-label={label} value={text} onChange={(event) => set(event.currentTarget.value)}>
      <option value="" selected={text === ''}>
        {t(s.asLinux, { value: said(usual) })}
      </option>
      {choices.map((word) => (
        <option key={word} value={word} selected={text === word}>
          {said(word)}
        </option>
      ))}
    </select>
  )
}
