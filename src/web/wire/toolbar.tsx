import type { ComponentChildren } from 'preact'
import { say, type Lang } from '../../say/index.ts'
import { wireSentences as w } from './sentences.ts'
import { Button, Icon, Menu, type MenuItem } from '../ui/index.ts'
import type { WireState } from './model/state.ts'

/** How the diagram is looked at. */
export function Toolbar(props: {
  readonly state: WireState
  readonly lang: Lang
  readonly isLive: boolean
  /** Packets that came while it was paused. */
  readonly waiting: number
  readonly exports: readonly MenuItem[]
  readonly isPanelOpen: boolean | undefined
  readonly onPanel: () => void
  readonly children: ComponentChildren
}) {
  const { state, lang, isLive, waiting, exports, isPanelOpen, onPanel, children } = props
  const { scale, zoom, fold } = state
  return (
    <div class="wire-tools" role="toolbar" aria-label={say(w.tools, lang)}>
      <div class="segmented" role="group" aria-label={say(w.scale, lang)}>
        {(['rows', 'time'] as const).map((value) => (
          <Button
            key={value}
            kind="quiet"
            aria-pressed={scale.value === value}
            onClick={() => {
              if (scale.value === value) return
              scale.value = value
              zoom.value = 1
            }}
          >
            {say(value === 'rows' ? w.scaleRows : w.scaleTime, lang)}
          </Button>
        ))}
      </div>
      <div class="segmented" role="group" aria-label={say(w.zoomReset, lang)}>
        <Button
          kind="quiet"
          label={say(w.zoomOut, lang)}
          icon={<b>−</b>}
          onClick={() => state.zoomBy(1 / 1.4)}
        />
        <Button
          kind="quiet"
          class="wire-zoom"
          title={say(w.zoomReset, lang)}
          onClick={() => (zoom.value = 1)}
        >
          {Math.round(zoom.value * 100)} %
        </Button>
        <Button kind="quiet" label={say(w.zoomIn, lang)} icon={<b>+</b>} onClick={() => state.zoomBy(1.4)} />
      </div>
      <Button
        aria-pressed={fold.value && state.open.value.length === 0}
        onClick={() => {
          fold.value = !fold.value || state.open.value.length > 0
          state.open.value = []
        }}
      >
        {say(w.fold, lang)}
      </Button>
      {isLive && <Live state={state} lang={lang} waiting={waiting} />}
      {children}
      <span class="wire-tools-end">
        <Menu label={say(w.export, lang)} items={exports}>
          <Icon name="download" />
          <span class="wide-only">{say(w.export, lang)}</span>
        </Menu>
        {isPanelOpen !== undefined && (
          <Button aria-pressed={isPanelOpen} onClick={onPanel}>
            {say(w.panel, lang)}
          </Button>
        )}
      </span>
    </div>
  )
}

/** Follow the newest packet, or hold the picture still. */
function Live({
  state,
  lang,
  waiting,
}: {
  readonly state: WireState
  readonly lang: Lang
  readonly waiting: number
}) {
  const { follow, paused } = state
  return (
    <>
      <Button
        aria-pressed={follow.value}
        onClick={() => {
          follow.value = !follow.value
          if (follow.value) paused.value = false
        }}
      >
        {say(w.follow, lang)}
      </Button>
      <Button
        aria-pressed={paused.value}
        icon={<Icon name={paused.value ? 'play' : 'pause'} />}
        onClick={() => (paused.value = !paused.value)}
      >
        {say(paused.value ? w.resume : w.pause, lang)}
        {paused.value && waiting > 0 && (
          <span class="wire-waiting">{say(w.waiting, lang, { n: waiting })}</span>
        )}
      </Button>
    </>
  )
}
