import './wire.css'
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { pageSentences as p } from '../shell/sentences.ts'
import { say, type Lang, type Sentence } from '../../say/index.ts'
import { wireSentences as w } from './sentences.ts'
import { pickCapture } from '../shell/captures.tsx'
import { openedCapture } from '../store/opened-capture.ts'
import { route } from '../store/route.ts'
import { lang, t } from '../store/settings.ts'
import { Button, EmptyState } from '../ui/index.ts'
import { CaptureBar } from './capture/capture-bar.tsx'
import { readCaptureFile, type ReadCapture, type CaptureReading } from './capture/read-capture.ts'
import { CaptureList, LiveRoom } from './live/live-room.tsx'
import { payloadPreview } from './model/payload-preview.ts'
import { WireView } from './wire-view.tsx'

/** The capture that is open: it stays while the person looks at other views. */
const opened = signal<ReadCapture | undefined>(undefined)
let reading: CaptureReading | undefined

function open(file: File): void {
  reading?.stop()
  reading = readCaptureFile(file, (capture) => (opened.value = capture))
}

const preview = payloadPreview('auto')

function close(): void {
  reading?.stop()
  reading = undefined
  opened.value = undefined
}

/** The room where captures are opened. */
export function Wire() {
  const file = openedCapture.value
  useEffect(() => {
    if (file === undefined) return
    openedCapture.value = undefined
    open(file)
  }, [file])
  const capture = opened.value
  const live = Number(route.value.rest)
  if (Number.isInteger(live) && live > 0) return <LiveRoom key={live} id={live} lang={lang.value} />
  if (capture === undefined) {
    return (
      <EmptyState title={t(p.emptyWireTitle)} text={t(p.emptyWire)}>
        <Button kind="primary" onClick={pickCapture}>
          {t(p.doOpen)}
        </Button>
        <a class="button" href="#/lab">
          {t(p.doDemo)}
        </a>
        <CaptureList lang={lang.value} />
      </EmptyState>
    )
  }
  const source = capture.trace.source({ isLive: capture.state === 'reading', startTime: capture.startTime })
  return (
    <div class="wire-room">
      <h1 class="sr">{capture.name}</h1>
      <CaptureBar
        capture={capture}
        lang={lang.value}
        onCancel={() => reading?.stop()}
        onGoOn={() => reading?.goOn()}
        onClose={close}
        onOpen={pickCapture}
      />
      {source.connections.length > 0 ? (
        // A file is read from its beginning: following its end would show the last packets first.
        <WireView source={{ ...source, isLive: false, preview }} lang={lang.value} />
      ) : (
        capture.state !== 'reading' &&
        capture.state !== 'asking' && <Nothing capture={capture} lang={lang.value} />
      )}
    </div>
  )
}

/** A file that has no connection in it: what it has instead. */
function Nothing({ capture, lang: language }: { readonly capture: ReadCapture; readonly lang: Lang }) {
  const { udp, icmp, other, fragments, malformed } = capture.trace.counts
  const counts = { udp, icmp, other: other + fragments + malformed + capture.skipped }
  const isEmpty = capture.trace.packets.length + capture.skipped === 0
  return (
    <EmptyState
      title={say(nothingTitle(capture, isEmpty), language)}
      text={isEmpty ? undefined : say(w.notTcp, language, counts)}
    >
      <Button kind="primary" onClick={pickCapture}>
        {say(w.openAnother, language)}
      </Button>
    </EmptyState>
  )
}

/** What is to be said above all of a file in which there is nothing to see. */
function nothingTitle({ state, problems, stopped }: ReadCapture, isEmpty: boolean): Sentence {
  if (state === 'failed') return w.notReadTitle
  if (problems.some(({ key }) => key === 'notACapture')) return w.notCaptureTitle
  if (stopped !== undefined) return w.notFoundYetTitle
  return isEmpty ? w.noPackets : w.noTcpTitle
}
