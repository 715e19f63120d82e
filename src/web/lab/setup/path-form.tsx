import { MILLISECOND } from '../../../base/index.ts'
import { formatPath, parsePath, type Path } from '../../../link/index.ts'
import { pageLabSentences as s } from '../../../lab/index.ts'
import type { Side } from '../../../trace/index.ts'
import { t } from '../../store/settings.ts'
import { Check } from '../../ui/index.ts'
import { choose, scenario } from '../store.ts'
import { useSignal } from '@preact/signals'
import { TextField } from './text-field.tsx'

/** Rates a slider stops at, bits per second; 0: unlimited. */
const RATES = [0, 64e3, 256e3, 1e6, 2e6, 5e6, 10e6, 20e6, 50e6, 100e6, 1e9] as const

/** What happens to packets on their way, in both directions or in each. */
export function PathForm() {
  const { path } = scenario.value
  const isLinked = useSignal(path.client === path.server)
  const linked = isLinked.value && path.client === path.server
  const set = (side: Side | undefined, text: string): void => {
    const { path: now } = scenario.value
    choose({
      ...scenario.value,
      path: side === undefined ? { client: text, server: text } : { ...now, [side]: text },
    })
  }
  return (
    <div class="lab-group">
      <Check
        label={t(s.bothWays)}
        isOn={linked}
        onChange={(on) => {
          isLinked.value = on
          if (on) set(undefined, path.client)
        }}
      />
      {linked ? (
        <Direction title={t(s.toBoth)} text={path.client} onPath={(text) => set(undefined, text)} />
      ) : (
        <>
          <Direction title={t(s.toServer)} text={path.client} onPath={(text) => set('client', text)} />
          <Direction title={t(s.toClient)} text={path.server} onPath={(text) => set('server', text)} />
        </>
      )}
    </div>
  )
}

function Direction(props: {
  readonly title: string
  readonly text: string
  readonly onPath: (text: string) => void
}) {
  const { title, text, onPath } = props
  const path = parsePath(text)
  const delay = (path.delay?.time ?? 0) / MILLISECOND
  const jitter = (path.delay?.jitter ?? 0) / MILLISECOND
  const loss = path.loss?.model === 'random' ? path.loss.percent : 0
  const rate = RATES.findIndex((one) => one === (path.rate ?? 0))
  const set = (change: Partial<Path>): void => {
    const merged = { ...path, ...change }
    // A path says nothing of what does not happen.
    onPath(formatPath(parsePath(formatPath(merged))))
  }
  return (
    <fieldset class="lab-direction">
      <legend>{title}</legend>
      <Slider
        label={t(s.delay)}
        value={delay}
        max={300}
        step={1}
        shown={`${delay} ms`}
        onValue={(value) => set({ delay: delayed(path, value, jitter) })}
      />
      <Slider
        label={t(s.jitter)}
        value={jitter}
        max={100}
        step={1}
        shown={`${jitter} ms`}
        onValue={(value) => set({ delay: delayed(path, delay, value) })}
      />
      <Slider
        label={t(s.loss)}
        value={loss}
        max={30}
        step={0.5}
        shown={path.loss === undefined || path.loss.model === 'random' ? `${loss} %` : path.loss.model}
        onValue={(percent) => onPath(formatPath(withLoss(path, percent)))}
      />
      <Slider
        label={t(s.rate)}
        value={Math.max(0, rate)}
        max={RATES.length - 1}
        step={1}
        shown={path.rate === undefined ? t(s.unlimited) : rateText(path.rate)}
        onValue={(index) => onPath(formatPath(withRate(path, RATES[index] ?? 0)))}
      />
      <TextField
        label={t(s.inWords)}
        value={text}
        hint={t(s.pathHint)}
        onTake={(word) => onPath(formatPath(parsePath(word)))}
      />
    </fieldset>
  )
}

function delayed(path: Path, time: number, jitter: number): NonNullable<Path['delay']> {
  const { distribution, correlation } = path.delay ?? {}
  const base = { time: Math.round(time * MILLISECOND) }
  if (jitter === 0) return base
  return {
    ...base,
    jitter: Math.round(jitter * MILLISECOND),
    ...(correlation === undefined ? {} : { correlation }),
    ...(distribution === undefined ? {} : { distribution }),
  }
}

function withLoss({ loss: _loss, ...path }: Path, percent: number): Path {
  return percent === 0 ? path : { ...path, loss: { model: 'random', percent } }
}

function withRate({ rate: _rate, ...path }: Path, rate: number): Path {
  return rate === 0 ? path : { ...path, rate }
}

function rateText(rate: number): string {
  if (rate >= 1e9) return `${rate / 1e9} Gbit/s`
  return rate >= 1e6 ? `${rate / 1e6} Mbit/s` : `${rate / 1e3} kbit/s`
}

function Slider(props: {
  readonly label: string
  readonly value: number
  readonly max: number
  readonly step: number
  readonly shown: string
  readonly onValue: (value: number) => void
}) {
  const { label, value, max, step, shown, onValue } = props
  return (
    <label class="lab-slider">
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={Math.max(max, value)}
        step={step}
        value={value}
        aria-valuetext={shown}
        onInput={(event) => onValue(Number(event.currentTarget.value))}
      />
      <output>{shown}</output>
    </label>
  )
}
