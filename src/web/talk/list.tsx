import { type Ref } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ConnectionInfo, ListenerInfo } from '../../protocol/index.ts'
import { talkSentences as s } from './sentences.ts'
import { count, t } from '../store/settings.ts'
import { workbench } from '../store/workbench.ts'
import { Badge, Button, EmptyState, Icon } from '../ui/index.ts'
import { nameOf, showAddress } from './addresses.ts'
import { ask } from './ask.ts'
import { open } from './dialogs.ts'
import { endingOf, isOrderly } from './ending.ts'
import { isPicking } from './composer/target.ts'
import { canSend, pick, picked, selected } from './store.ts'

/** The order of the list, for j and k: listeners with their clients, then connections made. */
export function listOrder(): number[] {
  const groups = grouped()
  return [
    ...groups.listeners.flatMap(({ listener, clients }) => [
      listener.conn,
      ...clients.map(({ conn }) => conn),
    ]),
    ...groups.made.map(({ conn }) => conn),
    ...groups.orphans.map(({ conn }) => conn),
    ...groups.earlier.map(({ conn }) => conn),
  ]
}

function grouped() {
  const { listeners, connections: all } = workbench.snapshot.value
  const connections = all.filter((one) => one.earlier === undefined)
  const known = new Set(listeners.map(({ conn }) => conn))
  return {
    listeners: listeners.map((listener) => ({
      listener,
      clients: connections.filter((one) => one.listener === listener.conn),
    })),
    made: connections.filter((one) => one.listener === undefined),
    orphans: connections.filter((one) => one.listener !== undefined && !known.has(one.listener)),
    earlier: all.filter((one) => one.earlier !== undefined),
  }
}

/** Left: who listens, who is connected, how it stands with each. */
export function List() {
  const { listeners, made, orphans, earlier } = grouped()
  const closed = workbench.snapshot.value.connections.filter(
    ({ state, earlier }) => state === 'CLOSED' && earlier === undefined,
  )
  const isEmpty = listeners.length + made.length + orphans.length + earlier.length === 0
  return (
    <nav class="talk-list" aria-label={t(s.list)}>
      <div class="talk-list-tools">
        <Button
          kind={isEmpty ? 'primary' : 'plain'}
          icon={<Icon name="plug" />}
          onClick={() => open('connect')}
        >
          {t(s.connectGo)}
        </Button>
        <Button icon={<Icon name="ear" />} onClick={() => open('listen')}>
          {t(s.listenGo)}
        </Button>
      </div>
      <div class="talk-list-scroll">
        {isEmpty && <EmptyState title={t(s.emptyTitle)} text={t(s.empty)} />}
        {listeners.length > 0 && <h2>{t(s.listeners)}</h2>}
        {listeners.map(({ listener, clients }) => (
          <section key={listener.conn}>
            <ListenerEntry listener={listener} />
            {clients.map((client) => (
              <ConnectionEntry key={client.conn} connection={client} />
            ))}
            {clients.length === 0 && <p class="talk-none quiet">{t(s.noClients)}</p>}
          </section>
        ))}
        {made.length > 0 && <h2>{t(s.connections)}</h2>}
        {made.map((connection) => (
          <ConnectionEntry key={connection.conn} connection={connection} />
        ))}
        {orphans.length > 0 && <h2>{t(s.ofGoneListeners)}</h2>}
        {orphans.map((connection) => (
          <ConnectionEntry key={connection.conn} connection={connection} />
        ))}
        {earlier.length > 0 && <h2>{t(s.earlierTalks)}</h2>}
        {earlier.map((connection) => (
          <ConnectionEntry key={connection.conn} connection={connection} />
        ))}
      </div>
      {closed.length > 1 && (
        <Button
          kind="quiet"
          class="talk-forget"
          onClick={() => closed.forEach(({ conn }) => void ask('forget', { conn }))}
        >
          {t(s.forgetClosed)}
        </Button>
      )}
    </nav>
  )
}

/** An entry that is chosen, by a key or because it is new, is in sight. */
function useInSight(conn: number): Ref<HTMLAnchorElement> {
  const element = useRef<HTMLAnchorElement>(null)
  const isChosen = selected.value === conn
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return element
}

function ListenerEntry({ listener }: { readonly listener: ListenerInfo }) {
  const { conn, state, transport, local } = listener
  const isOpen = state === 'LISTEN'
  return (
    <a
      ref={useInSight(conn)}
      class="talk-entry listener"
      href={`#/talk/${conn}`}
      aria-current={selected.value === conn ? 'true' : undefined}
    >
      <span class="entry-name">
        <Icon name="ear" /> <span class="mono">{showAddress(local)}</span>
      </span>
      <span class="entry-badges">
        {transport === 'udp' && <Badge>UDP</Badge>}
        <Badge tone={isOpen ? 'good' : 'plain'}>
          {isOpen && transport === 'udp' ? t(s.listenGo) : state}
        </Badge>
      </span>
    </a>
  )
}

function ConnectionEntry({ connection }: { readonly connection: ConnectionInfo }) {
  const { conn, transport, bytesReceived, bytesSent, listener } = connection
  return (
    <div class={`talk-row ${listener === undefined ? '' : 'nested'}`}>
      {isPicking() && canSend(connection) && (
        <input
          type="checkbox"
          aria-label={`${t(s.tick)}: #${conn}`}
          checked={picked.value.has(conn)}
          onChange={(event) => pick(conn, event.currentTarget.checked)}
        />
      )}
      <a
        ref={useInSight(conn)}
        class="talk-entry"
        href={`#/talk/${conn}`}
        aria-current={selected.value === conn ? 'true' : undefined}
      >
        <span class="entry-name">
          <span class="entry-number">#{conn}</span> <span class="mono">{nameOf(connection)}</span>
        </span>
        <span class="entry-counts">
          <span title={t(s.receivedCount, { count: bytesReceived })}>← {count(bytesReceived)}</span>
          <span title={t(s.sentCount, { count: bytesSent })}>→ {count(bytesSent)}</span>
          <FirstCloser connection={connection} />
        </span>
        <span class="entry-badges">
          {transport === 'udp' && <Badge>UDP</Badge>}
          <StateBadge connection={connection} />
        </span>
      </a>
    </div>
  )
}

/** The state in TCP's own word, with a mark before it. */
export function StateBadge({ connection }: { readonly connection: ConnectionInfo }) {
  const { state, paused, transport } = connection
  const ending = endingOf(connection)
  const isBad = ending !== undefined && !isOrderly(ending)
  const tone = isBad
    ? 'bad'
    : {
        ESTABLISHED: 'good',
        'SYN-SENT': 'warn',
        'CLOSE-WAIT': 'warn',
        'FIN-WAIT': 'warn',
        LISTEN: 'good',
        CLOSED: 'plain',
      }[state]
  const word = !isBad ? state : ending.kind === 'reset' ? 'RST' : (ending.code ?? state)
  const shown = transport === 'udp' && state === 'ESTABLISHED' ? t(s.udp) : word
  return (
    <>
      {paused && <Badge tone="warn">‖ {t(s.pausedBadge)}</Badge>}
      {transport === 'udp' && state === 'ESTABLISHED' ? null : (
        <Badge tone={tone as 'good'}>
          {state === 'CLOSED' ? (isBad ? '✕' : '■') : '●'} {shown}
        </Badge>
      )}
    </>
  )
}

function FirstCloser({ connection }: { readonly connection: ConnectionInfo }) {
  const first =
    endingOf(connection)?.first ??
    (connection.state === 'FIN-WAIT' ? 'us' : connection.state === 'CLOSE-WAIT' ? 'peer' : undefined)
  if (first === undefined) return null
  return (
    <span class="entry-first" title={t(first === 'us' ? s.weFirst : s.peerFirst)}>
      ⚑ {t(first === 'us' ? s.usShort : s.peerShort)}
    </span>
  )
}
