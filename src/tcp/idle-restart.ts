import type { Nanos } from '../base/index.ts'
import type { Tcb } from './tcb.ts'

/**
 * New data after a silence longer than the RTO: cwnd is halved for each RTO of it, down to the initial window (RFC 5681
 * §4.1, RFC 2861 §3.1; Linux tcp_slow_start_after_idle_check and tcp_cwnd_restart).
 */
export function restartAfterIdle(tcb: Tcb, now: Nanos): void {
  const { settings, records, cc, snd, rtt, window } = tcb
  if (!settings.slowStartAfterIdle || records.size > 0 || cc.controlsRate || snd.lastDataAt < 0) return
  const idle = now - snd.lastDataAt
  const rto = rtt.backedOff(snd.backoff)
  if (idle <= rto) return
  cc.cwndEvent('cwnd-restart', now)
  window.restart(idle, rto, settings.initialWindow, now)
}

/**
 * For an RTO the application has not used cwnd: it goes half the way down to what was used (RFC 2861 §3.2; Linux
 * tcp_cwnd_application_limited).
 */
export function decayUnused(tcb: Tcb, now: Nanos): void {
  const { settings, window, cc, rtt, snd } = tcb
  if (!settings.slowStartAfterIdle || cc.controlsRate) return
  if (now - window.cwndStamp < rtt.backedOff(snd.backoff)) return
  if (window.caState === 'open' && !snd.isBlocked) window.decay(settings.initialWindow)
  window.usageChecked(now)
}
