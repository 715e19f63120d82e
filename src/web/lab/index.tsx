import { sayError } from '../../say/index.ts'
import './lab.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { cutRun, formatScenario, sayEstimate, type LabRun, pageLabSentences as s } from '../../lab/index.ts'
import { pageSentences as p } from '../shell/sentences.ts'
import { Datagrams, PACKET_ACTIONS, sayFailure, wireSource } from '../run/index.ts'
import { go } from '../store/route.ts'
import { lang, t } from '../store/settings.ts'
import { toast } from '../store/toasts.ts'
import { Button, EmptyState, Split, Tabs } from '../ui/index.ts'
import { WireView, type PacketAction } from '../wire/index.tsx'
import { Changes } from './changes.tsx'
import { DelayDialog } from './delay-dialog.tsx'
import { Outcome } from './outcome.tsx'
import { Player } from './player.tsx'
import { Setup } from './setup/setup.tsx'
import {
  addChange,
  costly,
  failure,
  followAddress,
  isPlaying,
  isRunning,
  moments,
  other,
  place,
  problem,
  run,
  runCostly,
  scenario,
} from './store.ts'

/** The Lab: two hosts and a path in this page; every packet can be changed, and history runs again. */
export function Lab() {
  useEffect(() => {
    // Whoever comes back without saying what finds the experiment as it was left.
    const link = formatScenario(scenario.value)
    if (!location.hash.includes('?') && link !== 'v=1') go(`#/lab?${link}`, 'replace')
    return followAddress()
  }, [])
  const shown = useSignal<'setup' | 'result'>('result')
  const wrong = problem.value
  if (wrong !== undefined) {
    return (
      <EmptyState
        title={t(s.badLink)}
        text={`${sayError(wrong, lang.value)}${lang.value === 'zh' ? '' : ' '}${t(s.badLinkHelp)}`}
      >
        <Button kind="primary" onClick={() => go('#/lab')}>
          {t(s.startOver)}
        </Button>
      </EmptyState>
    )
  }
  return (
    <div class={`lab at-${shown.value}`}>
      <h1 class="sr">{t(p.lab)}</h1>
      <div class="lab-switch">
        <Tabs
          label={t(s.result)}
          tabs={[
            { id: 'setup', label: t(s.setup) },
            { id: 'result', label: t(s.result) },
          ]}
          value={shown.value}
          onChange={(id) => (shown.value = id)}
        />
      </div>
      <Split
        name="lab.setup"
        label={t(s.splitSetup)}
        direction="row"
        fixed="first"
        size={330}
        min={260}
        max={620}
        first={<Setup />}
        second={<Result />}
      />
    </div>
  )
}

/** The run: playback, changes, the diagram, and how it ended. */
function Result() {
  const delaying = useSignal<number | undefined>(undefined)
  const chosen = useSignal<number | undefined>(undefined)
  const made = run.value
  const act = (packet: number, action: PacketAction): void => {
    const at = made?.places[packet]
    if (at === undefined) return
    if (at.isCopy) return toast(t(s.copyNotChanged))
    if (action === 'delay') delaying.value = packet
    else addChange({ side: at.side, number: at.number, change: action })
  }
  const delayed = made?.places[delaying.value ?? -1]
  return (
    <div class="lab-result" aria-busy={isRunning.value}>
      <Player />
      <Changes />
      {failure.value !== undefined && (
        <p class="lab-failure" role="alert">
          {t(s.runFailed, { reason: sayFailure(failure.value, lang.value) })}
        </p>
      )}
      <div class="lab-picture">
        {costly.value !== undefined ? (
          <EmptyState title={t(s.costly)} text={sayEstimate(costly.value, lang.value)}>
            <Button kind="primary" onClick={runCostly}>
              {t(s.runAnyway)}
            </Button>
          </EmptyState>
        ) : made === undefined ? (
          <p class="quiet lab-nothing" role="status">
            {t(s.running)}
          </p>
        ) : (
          <Picture onAction={act} onChoose={(packet) => (chosen.value = packet)} />
        )}
      </div>
      <PacketActions packet={chosen.value} onAction={act} />
      {made !== undefined && (
        <details class="lab-end">
          <summary>{t(s.outcome)}</summary>
          <Outcome run={made} before={other.value} />
        </details>
      )}
      {delayed !== undefined && (
        <DelayDialog
          onClose={() => (delaying.value = undefined)}
          onDelay={(by) => addChange({ side: delayed.side, number: delayed.number, change: 'delay', by })}
        />
      )}
    </div>
  )
}

/** What can be done with the chosen datagram; segments have it in the Wire view. */
function PacketActions(props: {
  readonly packet: number | undefined
  readonly onAction: (packet: number, action: PacketAction) => void
}) {
  const { packet, onAction } = props
  if (run.value?.scenario.protocol !== 'udp') return null
  if (packet === undefined || run.value.packets[packet] === undefined) return null
  return (
    <div class="lab-actions" role="group" aria-label={t(s.actions)}>
      {PACKET_ACTIONS.map(([action, name]) => (
        <Button key={action} onClick={() => onAction(packet, action)}>
          {t(name)}
        </Button>
      ))}
    </div>
  )
}

function Picture(props: {
  readonly onAction: (packet: number, action: PacketAction) => void
  readonly onChoose: (packet: number) => void
}) {
  const { onAction, onChoose } = props
  const made = run.value
  const beside = other.value
  const all = moments.value
  const at = place.value
  const playing = isPlaying.value
  const until = at >= all.length ? undefined : (all[at - 1] ?? -1)
  const source = useMemo(
    () => (made === undefined ? undefined : wireSource(made, until, playing)),
    [made, until, playing],
  )
  const compared = useMemo(
    () => (beside === undefined ? undefined : wireSource(beside, until)),
    [beside, until],
  )
  if (made === undefined || source === undefined) return null
  if (made.scenario.protocol === 'udp') {
    const cut = (whole: LabRun): LabRun => (until === undefined ? whole : cutRun(whole, until))
    return (
      <div class="lab-pair">
        {beside !== undefined && (
          <section aria-label={t(s.nameBefore)}>
            <h3>{t(s.nameBefore)}</h3>
            <Datagrams run={cut(beside)} />
          </section>
        )}
        <section aria-label={t(s.nameAfter)}>
          {beside !== undefined && <h3>{t(s.nameAfter)}</h3>}
          <Datagrams run={cut(made)} onAction={onAction} onChoose={onChoose} />
        </section>
      </div>
    )
  }
  return (
    <WireView
      source={source}
      lang={lang.value}
      onPacketAction={onAction}
      {...(compared === undefined
        ? {}
        : { compareWith: compared, names: { source: t(s.nameAfter), compareWith: t(s.nameBefore) } })}
    />
  )
}
