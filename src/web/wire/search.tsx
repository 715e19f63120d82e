import { say, sayPercent, type Lang, type Sentence } from '../../say/index.ts'
import { wireSentences as w } from './sentences.ts'
import { Button, Icon, Select } from '../ui/index.ts'
import type { WireState } from './model/state.ts'

const KINDS = [
  ['', w.kindAny],
  ['data', w.kindData],
  ['handshake', w.kindHandshake],
  ['retransmission', w.kindRetransmission],
  ['lost', w.kindLost],
  ['dup', w.kindDup],
  ['window', w.kindWindow],
  ['fin', w.kindFin],
  ['rst', w.kindRst],
] as const satisfies readonly (readonly [string, Sentence])[]

/** Finds segments by kind, flag, number or text; goes from one to the next. */
export function Search(props: {
  readonly state: WireState
  readonly lang: Lang
  /** How many fit, and which of them is chosen, from 0; undefined: no search. */
  readonly found: { readonly count: number; readonly at: number; readonly searched: number } | undefined
  /** How many segments there are. */
  readonly all: number
  readonly onStep: (step: 1 | -1) => void
}) {
  const { state, lang, found, all, onStep } = props
  const words = state.query.value.split(/\s+/)
  const kind = KINDS.find(([id]) => id !== '' && words.includes(id))?.[0] ?? ''
  const setKind = (value: string): void => {
    const rest = words.filter((word) => word !== '' && !KINDS.some(([id]) => id === word))
    state.query.value = [...(value === '' ? [] : [value]), ...rest].join(' ')
  }
  const count =
    found === undefined
      ? ''
      : found.searched < all
        ? say(w.searching, lang, {
            n: found.count,
            searched: sayPercent(Math.floor((100 * found.searched) / all) / 100),
          })
        : found.at >= 0
          ? say(w.matchAt, lang, { i: found.at + 1, n: found.count })
          : say(w.matches, lang, { n: found.count })
  return (
    <div class="wire-search" role="search">
      <input
        type="search"
        class="wire-query"
        aria-label={say(w.search, lang)}
        placeholder={say(w.searchHint, lang)}
        title={say(w.searchHelp, lang)}
        value={state.query.value}
        onInput={(event) => (state.query.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
          else if (event.key === 'Escape') state.query.value = ''
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <Select
        label={say(w.kinds, lang)}
        isLabelHidden
        value={kind}
        options={KINDS.map(([value, name]) => ({ value, label: say(name, lang) }))}
        onChange={setKind}
      />
      {found !== undefined && (
        <>
          <span class="wire-found" role="status">
            {count}
          </span>
          <Button
            kind="quiet"
            icon={<Icon name="up" />}
            label={say(w.previous, lang)}
            disabled={found.count === 0}
            onClick={() => onStep(-1)}
          />
          <Button
            kind="quiet"
            icon={<Icon name="down" />}
            label={say(w.next, lang)}
            disabled={found.count === 0}
            onClick={() => onStep(1)}
          />
          <Button
            aria-pressed={state.onlyMatches.value}
            onClick={() => (state.onlyMatches.value = !state.onlyMatches.value)}
          >
            {say(w.onlyMatches, lang)}
          </Button>
        </>
      )}
    </div>
  )
}
