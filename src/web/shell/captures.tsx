import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { pageSentences as p } from '../../text/index.ts'
import { openedCapture } from '../store/opened-capture.ts'
import { go } from '../store/route.ts'
import { t } from '../store/settings.ts'

/** Hands a capture to Wire. */
export function openCapture(file: File): void {
  openedCapture.value = file
  go('#/wire')
}

/** Asks for a file. */
export function pickCapture(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.pcap,.pcapng,.cap,.gz'
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file !== undefined) openCapture(file)
  })
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
      const file = event.dataTransfer?.files[0]
      if (file === undefined) return
      event.preventDefault()
      openCapture(file)
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
