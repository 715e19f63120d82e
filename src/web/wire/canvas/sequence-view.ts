/**
 * The diagram in its scroller: a canvas as large as what is in sight, painted at most once for each frame. It stands
 * outside Preact, so that scrolling draws nothing but the canvas.
 */
import type { Nanos } from '../../../base/index.ts'
import type { Axis } from '../model/axis.ts'
import type { Picture } from '../model/picture.ts'
import { timeText } from '../model/time-text.ts'
import type { DrawnArrow } from './arrows.ts'
import { placesOf } from './columns.ts'
import { paint } from './paint.ts'
import type { Scene } from './scene.ts'
import { type CanvasTheme, readTheme, timeFont } from './theme.ts'

/** What is in sight. */
export interface Sight {
  readonly firstRow: number
  readonly lastRow: number
  readonly from: Nanos
  readonly to: Nanos
  /** The last row is in sight. */
  readonly isAtEnd: boolean
}

/** What the view tells. */
export interface SequenceEvents {
  readonly onSight: (sight: Sight) => void
}

type Content = Omit<Scene, 'places' | 'theme' | 'top' | 'height'>

/** Browsers do not make an element higher than some 33 million pixels; a scroller longer than this is compressed. */
const TALLEST = 16_000_000
/** How far from an arrow the pointer may be. */
const REACH = 9

export class SequenceView {
  readonly #scroller: HTMLElement
  readonly #canvas: HTMLCanvasElement
  readonly #ctx: CanvasRenderingContext2D
  readonly #events: SequenceEvents
  readonly #observer: ResizeObserver
  readonly #schemes = matchMedia('(prefers-color-scheme: dark)')
  readonly #themes: MutationObserver
  #theme: CanvasTheme
  #content: Content | undefined
  #arrows: readonly DrawnArrow[] = []
  #frame = 0
  #width = 0
  #height = 0
  /** Where the last frame began, to be kept by pictures that replace it. */
  #top = 0

  constructor(scroller: HTMLElement, canvas: HTMLCanvasElement, events: SequenceEvents) {
    this.#scroller = scroller
    this.#canvas = canvas
    this.#ctx = canvas.getContext('2d') as CanvasRenderingContext2D
    this.#events = events
    this.#theme = readTheme(scroller)
    this.#observer = new ResizeObserver(() => this.#resize())
    this.#observer.observe(scroller)
    this.#themes = new MutationObserver(this.#rereadTheme)
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    this.#schemes.addEventListener('change', this.#rereadTheme)
    scroller.addEventListener('scroll', this.#onScroll, { passive: true })
    this.#resize()
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    this.#observer.disconnect()
    this.#themes.disconnect()
    this.#schemes.removeEventListener('change', this.#rereadTheme)
    this.#scroller.removeEventListener('scroll', this.#onScroll)
  }

  get width(): number {
    return this.#width
  }
  get height(): number {
    return this.#height
  }
  /** The first pixel of the picture in sight. */
  get top(): number {
    return this.#scroller.scrollTop * this.#ratio()
  }

  /** Shows something else from the next frame on. */
  show(content: Content): void {
    this.#content = content
    this.repaint()
  }

  repaint(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#paint)
  }

  /** The height that the scroller's content must have. */
  static spaceFor(axis: Axis): number {
    return Math.min(TALLEST, Math.ceil(axis.height))
  }

  /** @returns Where a pixel of the picture stands in the scroller's content. */
  place(y: number): number {
    const ratio = this.#ratio()
    return ratio === 1 ? y : y - this.top + this.#scroller.scrollTop
  }

  scrollTo(top: number): void {
    const axis = this.#content?.axis
    if (axis === undefined) return
    const most = Math.max(0, axis.height - this.#height)
    this.#scroller.scrollTop = Math.max(0, Math.min(most, top)) / this.#ratio()
  }

  /** Scrolls no further than needed to have a row in sight. */
  reveal(row: number): void {
    const axis = this.#content?.axis
    if (axis === undefined) return
    const y = axis.y(row)
    const room = Math.min(90, this.#height / 4)
    if (y < this.top + room) this.scrollTo(y - room)
    else if (y > this.top + this.#height - room) this.scrollTo(y + room - this.#height)
  }

  scrollToEnd(): void {
    this.scrollTo(Number.MAX_SAFE_INTEGER)
  }

  /** @returns The segment under a point of the canvas, or the row there. */
  hit(x: number, y: number): { readonly segment: number | undefined; readonly row: number } {
    const axis = this.#content?.axis
    const row = axis === undefined ? 0 : axis.rowAt(this.top + y + axis.rowHeight * 0.35)
    let best: DrawnArrow | undefined
    let least = REACH
    for (const arrow of this.#arrows) {
      const along = (x - arrow.x1) / (arrow.x2 - arrow.x1)
      if (along < -0.05 || along > 1.05) continue
      const distance = Math.abs(y - (arrow.y1 + along * (arrow.y2 - arrow.y1)))
      if (distance < least) {
        least = distance
        best = arrow
      }
    }
    return { segment: best?.segment, row: best?.row ?? row }
  }

  #ratio(): number {
    const axis = this.#content?.axis
    if (axis === undefined || axis.height <= TALLEST) return 1
    return (axis.height - this.#height) / (TALLEST - this.#height)
  }

  readonly #onScroll = (): void => {
    this.repaint()
  }

  readonly #rereadTheme = (): void => {
    this.#theme = readTheme(this.#scroller)
    this.repaint()
  }

  #resize(): void {
    this.#width = this.#scroller.clientWidth
    this.#height = this.#scroller.clientHeight
    const scale = devicePixelRatio
    this.#canvas.width = Math.round(this.#width * scale)
    this.#canvas.height = Math.round(this.#height * scale)
    this.#canvas.style.width = `${this.#width}px`
    this.#canvas.style.height = `${this.#height}px`
    this.#ctx.setTransform(scale, 0, 0, scale, 0, 0)
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.repaint()
  }

  readonly #paint = (): void => {
    this.#frame = 0
    const content = this.#content
    if (content === undefined || this.#height === 0) return
    this.#top = this.top
    this.#arrows = paint(this.#ctx, {
      ...content,
      places: placesOf(this.#width, this.#timeWidth(content.picture)),
      theme: this.#theme,
      top: this.#top,
      height: this.#height,
    })
    this.#reportSight(content.picture, content.axis)
  }

  /** The last time is the longest one: all have one unit and as many decimals. */
  #timeWidth(picture: Picture): number {
    this.#ctx.font = timeFont(this.#theme)
    return this.#ctx.measureText(timeText(picture, picture.end)).width
  }

  #reportSight(picture: Picture, axis: Axis): void {
    const firstRow = axis.rowAt(this.#top)
    const lastRow = axis.rowAt(this.#top + this.#height)
    this.#events.onSight({
      firstRow,
      lastRow,
      from: axis.timeAt(Math.max(this.#top, 0)),
      to: axis.timeAt(this.#top + this.#height),
      isAtEnd: lastRow >= picture.rows.count - 1,
    })
  }
}
