import './talk.css'
import { useEffect } from 'preact/hooks'
import { pageSentences as p } from '../shell/sentences.ts'
import { talkSentences as s } from './sentences.ts'
import { useCommands } from '../store/commands.ts'
import { go, route } from '../store/route.ts'
import { t } from '../store/settings.ts'
import { workbench } from '../store/workbench.ts'
import { EmptyState, Split } from '../ui/index.ts'
import { Composer } from './composer/composer.tsx'
import { ConnectDialog } from './connect-dialog.tsx'
import { close, dialog, open } from './dialogs.ts'
import { List, listOrder } from './list.tsx'
import { ListenDialog } from './listen-dialog.tsx'
import { ListenerPanel } from './listener/listener-panel.tsx'
import { ConnectionHead } from './middle/connection-head.tsx'
import { Conversation } from './middle/conversation.tsx'
import { connectionOf, listenerOf, select, selected } from './store.ts'

/** Talk: real sockets on this machine. Left who, in the middle what was said, below what to say. */
export function Talk() {
  const state = workbench.state.value
  useWantedDialog()
  useCommands([
    {
      id: 'talk-down',
      title: s.keyMoveDown,
      group: p.groupTalk,
      keys: ['j'],
      run: () => move(1),
      isKeyOnly: true,
    },
    {
      id: 'talk-up',
      title: s.keyMoveUp,
      group: p.groupTalk,
      keys: ['k'],
      run: () => move(-1),
      isKeyOnly: true,
    },
  ])
  if (state === 'none') return <NoWorkbench />
  if (workbench.hello.value === undefined) {
    return (
      <p class="loading quiet" role="status">
        {t(p.loading)}
      </p>
    )
  }
  return (
    <div class={`talk ${selected.value === undefined ? 'at-list' : 'at-talk'}`}>
      <h1 class="sr">{t(p.talk)}</h1>
      <Split
        name="talk.list"
        label={t(s.splitList)}
        direction="row"
        fixed="first"
        size={300}
        min={200}
        max={560}
        first={<List />}
        second={<Middle />}
      />
      {dialog.value === 'connect' && <ConnectDialog onClose={() => close('connect')} />}
      {dialog.value === 'listen' && <ListenDialog onClose={() => close('listen')} />}
    </div>
  )
}

/** `#/talk?do=connect` opens the dialog, and leaves the address clean for the way back. */
function useWantedDialog(): void {
  const { rest, query } = route.value
  const wanted = query.get('do')
  // Another place was gone to: what was asked over this one is not asked there.
  useEffect(() => () => void (dialog.value = undefined), [rest])
  useEffect(() => {
    if (wanted !== 'connect' && wanted !== 'listen') return
    open(wanted)
    go(location.hash.replace(/\?.*$/, ''), 'replace')
  }, [wanted])
}

function move(step: number): void {
  const order = listOrder()
  if (order.length === 0) return
  const at = selected.value === undefined ? (step > 0 ? -1 : 0) : order.indexOf(selected.value)
  select(order[(at + step + order.length) % order.length], 'replace')
}

function Middle() {
  const conn = selected.value
  const connection = connectionOf(conn)
  const listener = listenerOf(conn)
  if (connection !== undefined) {
    return (
      <div class="talk-middle">
        <ConnectionHead key={`head-${connection.conn}`} connection={connection} />
        <Conversation key={connection.conn} connection={connection} />
        {connection.earlier !== undefined && <p class="talk-earlier quiet">{t(s.earlierText)}</p>}
        {connection.state !== 'CLOSED' && <Composer />}
      </div>
    )
  }
  if (listener !== undefined) {
    return (
      <div class="talk-middle">
        <ListenerPanel listener={listener} />
        <Composer />
      </div>
    )
  }
  if (conn !== undefined) {
    return (
      <EmptyState title={t(s.goneTitle, { n: conn })} text={t(s.gone)}>
        <a class="button" href="#/talk">
          {t(s.back)}
        </a>
      </EmptyState>
    )
  }
  return <EmptyState title={t(s.pickOne)} text={t(s.pickOneText)} />
}

/** The static page: what works without a workbench, and how to get one. */
function NoWorkbench() {
  return (
    <EmptyState
      title={t(s.needsTitle)}
      text={
        <>
          {t(s.needs)}
          <code class="command">npx synfin</code>
          {t(s.needsElse)}
        </>
      }
    >
      <a class="button primary" href="#/lab">
        {t(p.doDemo)}
      </a>
    </EmptyState>
  )
}
