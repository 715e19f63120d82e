import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { remember, remembered } from '../store/storage.ts'

interface SplitProps {
  /** Under which its place is remembered. */
  readonly name: string
  /** What the divider is called for those who cannot see it. */
  readonly label: string
  /** `row`: side by side. */
  readonly direction: 'row' | 'column'
  /** Which of the two keeps its size when the window changes. */
  readonly fixed: 'first' | 'second'
  /** Size of the fixed one in pixels, before the person moves the divider. */
  readonly size: number
  readonly min?: number
  readonly max?: number
  readonly first: ComponentChildren
  readonly second: ComponentChildren
}

const STEP = 16

/** Two panes and a divider that is dragged, or moved with the arrow keys. */
export function Split(props: SplitProps) {
  const { name, label, direction, fixed, min = 120, max = 2000, first, second } = props
  const stored = Number(remembered(`split.${name}`))
  const size = useSignal(stored > 0 ? stored : props.size)
  const root = useRef<HTMLDivElement>(null)
  const set = (value: number): void => {
    const box = root.current
    const room = box === null ? max : direction === 'row' ? box.clientWidth : box.clientHeight
    size.value = Math.round(Math.max(min, Math.min(value, max, Math.max(min, room - min))))
    remember(`split.${name}`, String(size.value))
  }
  const drag = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = root.current?.getBoundingClientRect()
    if (box === undefined) return
    const along = direction === 'row' ? event.clientX - box.left : event.clientY - box.top
    const whole = direction === 'row' ? box.width : box.height
    set(fixed === 'first' ? along : whole - along)
  }
  const press = (event: KeyboardEvent): void => {
    const sign = fixed === 'first' ? 1 : -1
    const step = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key]
    if (step === undefined) return
    event.preventDefault()
    set(size.value + sign * step)
  }
  return (
    <div class={`split ${direction} fixed-${fixed}`} ref={root} style={{ '--split': `${size.value}px` }}>
      <div class="pane">{first}</div>
      <div
        class="divider"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={size.value}
        aria-valuemin={min}
        aria-valuemax={max}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      <div class="pane">{second}</div>
    </div>
  )
}
