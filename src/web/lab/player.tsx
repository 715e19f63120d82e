import { useEffect } from 'preact/hooks'
import { pageLabSentences as s } from '../../lab/index.ts'
import { sayDuration } from '../../say/index.ts'
import { useCommands } from '../store/commands.ts'
import { t } from '../store/settings.ts'
import { Button, Icon, Select } from '../ui/index.ts'
import { isPlaying, moments, place, run, step, stepBy, stepsPerSecond, togglePlay } from './store.ts'

const SPEEDS = ['1', '5', '20', '100', '500'] as const

/** Run, pause, step, scrub: where in the run the picture stands. */
export function Player() {
  useClockwork()
  useCommands([
    { id: 'lab-play', title: s.play, group: s.groupLab, keys: [' '], run: togglePlay },
    { id: 'lab-on', title: s.stepOn, group: s.groupLab, keys: ['.'], run: () => step(1) },
    { id: 'lab-back', title: s.stepBack, group: s.groupLab, keys: [','], run: () => step(-1) },
  ])
  const all = moments.value.length
  const at = place.value
  const whole = run.value?.duration ?? 0
  const now = at >= all ? whole : (moments.value[at - 1] ?? 0)
  const said = t(s.momentOf, { time: sayDuration(now), whole: sayDuration(whole) })
  return (
    <div class="lab-player" role="group" aria-label={t(s.player)}>
      <Button kind="quiet" label={t(s.toStart)} icon={<b>|◂</b>} onClick={() => jump(0)} />
      <Button
        kind="quiet"
        label={t(s.stepBack)}
        icon={<b>◂</b>}
        disabled={at === 0}
        onClick={() => step(-1)}
      />
      <Button
        kind="primary"
        icon={<Icon name={isPlaying.value ? 'pause' : 'play'} />}
        disabled={all === 0}
        onClick={togglePlay}
      >
        {t(isPlaying.value ? s.pause : s.play)}
      </Button>
      <Button kind="quiet" label={t(s.stepOn)} icon={<b>▸</b>} disabled={at >= all} onClick={() => step(1)} />
      <Button kind="quiet" label={t(s.toEnd)} icon={<b>▸|</b>} onClick={() => jump(all)} />
      <input
        class="lab-scrub"
        type="range"
        min={0}
        max={all}
        value={at}
        aria-label={t(s.scrub)}
        aria-valuetext={said}
        onInput={(event) => jump(Number(event.currentTarget.value))}
      />
      <output class="lab-moment">{said}</output>
      <Select
        label={t(s.stepBy)}
        value={stepBy.value}
        options={[
          { value: 'packets', label: t(s.byPacket) },
          { value: 'events', label: t(s.byEvent) },
        ]}
        onChange={(value) => {
          const isAtEnd = place.value >= moments.value.length
          const time = moments.value[place.value - 1] ?? 0
          stepBy.value = value
          place.value = isAtEnd ? moments.value.length : moments.value.filter((one) => one <= time).length
        }}
      />
      <Select
        label={t(s.speed)}
        value={String(stepsPerSecond.value) as (typeof SPEEDS)[number]}
        options={SPEEDS.map((value) => ({ value, label: t(s.perSecond, { n: value }) }))}
        onChange={(value) => (stepsPerSecond.value = Number(value))}
      />
    </div>
  )
}

function jump(to: number): void {
  isPlaying.value = false
  place.value = to
}

/** Moves on while it plays; a frame shows as many steps as are due. */
function useClockwork(): void {
  const playing = isPlaying.value
  const speed = stepsPerSecond.value
  useEffect(() => {
    if (!playing) return undefined
    let last = performance.now()
    let due = 0
    let frame = requestAnimationFrame(tick)
    function tick(now: number): void {
      due += ((now - last) / 1_000) * speed
      last = now
      const steps = Math.floor(due)
      due -= steps
      const end = moments.value.length
      if (steps > 0) place.value = Math.min(end, place.value + steps)
      if (place.value >= end) isPlaying.value = false
      else frame = requestAnimationFrame(tick)
    }
    return () => cancelAnimationFrame(frame)
  }, [playing, speed])
}
