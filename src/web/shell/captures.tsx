import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { pageSentences as p } from './sentences.ts'
import { openedCapture } from '../store/opened-capture.ts'
import { go } from '../store/route.ts'
import { t } from '../store/settings.ts'
import { takeOne } from '../store/take-one.ts'

/** Hands a capture to Wire. */
function openCapture(files: FileList | null | undefined): void {
  const file = takeOne(files)
  if (file === undefined) return
  openedCapture.value = file
  go('#/wire')
}

/** Asks for a file. */
export function pickCapture(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.pcap,.pcapng,.cap,.gz'
  input.addEventListener('change', () => openCapture(input.files))
  input.click()
}

/** A capture may be dropped anywhere on the page, except where a view takes files itself (it stops the event). */
export function DropCapture() {
  const isOver = useSignal(false)
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      isOver.value = true
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) isOver.value = false
    }
    const drop = (event: DragEvent): void => {
      isOver.value = false
      if (event.defaultPrevented) return
      const files = event.dataTransfer?.files
      if (files === undefined || files.length === 0) return
      event.preventDefault()
      openCapture(files)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  if (!isOver.value) return null
  return <div class="drop-sign">{t(p.dropHere)}</div>
}
