import { takeFin } from '../peer-fin.ts'
import type { Tcb } from '../tcb.ts'

/** Eighth, check the FIN bit (RFC 9293 §3.10.7.4): it counts once everything before it has come. */
export function eighthFin(tcb: Tcb): void {
  const { seg, state } = tcb
  const isOpen = state === 'ESTABLISHED' || state === 'FIN-WAIT-1' || state === 'FIN-WAIT-2'
  if (isOpen && seg.reachesFin) takeFin(tcb)
}
