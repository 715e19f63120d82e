import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Nanos } from '../../../base/index.ts'
import { say, type Lang } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import { isDark } from '../../store/settings.ts'
import { tokenColor } from '../../ui/index.ts'
import type { Sight } from '../canvas/sequence-view.ts'
import { stripOf } from '../model/strip.ts'
import type { Picture } from '../model/picture.ts'
import { timeText } from '../model/time-text.ts'

const TALL = 34

/** The whole connection in one line: how busy when, where packets were lost or retransmitted; the frame is what is in sight. */
export function Strip(props: {
  readonly picture: Picture
  readonly sight: ReadonlySignal<Sight | undefined>
  readonly lang: Lang
  readonly onTime: (time: Nanos) => void
}) {
  const { picture, sight, lang, onTime } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const strip = useMemo(() => stripOf(picture, 240), [picture])
  const dark = isDark.value
  useEffect(() => {
    if (canvas.current !== null) paintStrip(canvas.current, strip)
  }, [strip, dark])
  useEffect(() => {
    if (canvas.current === null) return undefined
    const observer = new ResizeObserver(() => {
      if (canvas.current !== null) paintStrip(canvas.current, strip)
    })
    observer.observe(canvas.current)
    return () => observer.disconnect()
  }, [strip])

  const span = Math.max(1, picture.end - picture.start)
  const seen = sight.value
  const share = (time: Nanos): number => Math.max(0, Math.min(1, (time - picture.start) / span))
  const left = share(seen?.from ?? picture.start)
  const right = Math.max(left, share(seen?.to ?? picture.end))
  const scrub = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    const box = event.currentTarget.getBoundingClientRect()
    onTime(picture.start + ((event.clientX - box.left) / Math.max(1, box.width)) * span)
  }
  const now = seen === undefined ? picture.start : (seen.from + seen.to) / 2
  return (
    <div
      class="wire-strip"
      role="slider"
      tabIndex={0}
      aria-label={say(w.strip, lang)}
      aria-valuemin={0}
      aria-valuemax={1000}
      aria-valuenow={Math.round(share(now) * 1000)}
      aria-valuetext={timeText(picture, now)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        scrub(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event)
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key]
        if (step === undefined) return
        event.preventDefault()
        onTime(now + (step * span) / 50)
      }}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <div
        class="wire-strip-sight"
        style={{ left: `${left * 100}%`, width: `max(4px, ${(right - left) * 100}%)` }}
      />
    </div>
  )
}

function paintStrip(canvas: HTMLCanvasElement, strip: ReturnType<typeof stripOf>): void {
  const wide = canvas.clientWidth
  canvas.width = Math.round(wide * devicePixelRatio)
  canvas.height = Math.round(TALL * devicePixelRatio)
  const ctx = canvas.getContext('2d')
  if (ctx === null) return
  ctx.scale(devicePixelRatio, devicePixelRatio)
  const each = wide / strip.bins
  const middle = TALL / 2
  ctx.fillStyle = tokenColor('--line')
  ctx.fillRect(0, middle - 0.5, wide, 1)
  for (let bin = 0; bin < strip.bins; bin++) {
    const x = bin * each
    ctx.fillStyle = tokenColor('--wire-data')
    bar(ctx, x, each, middle, -(strip.client[bin] as number))
    bar(ctx, x, each, middle, strip.server[bin] as number)
    if (strip.troubles[bin] === 1) {
      ctx.fillStyle = tokenColor('--wire-lost')
      ctx.beginPath()
      ctx.moveTo(x + each / 2 - 3.5, 0)
      ctx.lineTo(x + each / 2 + 3.5, 0)
      ctx.lineTo(x + each / 2, 6)
      ctx.fill()
    }
  }
}

/** Above the line what the client sent, below it what the server sent. */
function bar(ctx: CanvasRenderingContext2D, x: number, each: number, middle: number, share: number): void {
  if (share === 0) return
  const tall = Math.sign(share) * Math.max(1.5, Math.abs(share) * (middle - 3))
  ctx.fillRect(x, middle, Math.max(1.5, each - 0.5), tall)
}
