let probe: HTMLElement | undefined

/**
 * A colour of tokens.css as the theme has it now, for what is drawn on a canvas.
 *
 * @param token - `--wire-syn`.
 * @returns `rgb(…)`. Read again when `isDark` (store/settings.ts) changes.
 */
export function tokenColor(token: string): string {
  if (probe === undefined) {
    probe = document.createElement('span')
    probe.hidden = true
    document.body.append(probe)
  }
  probe.style.color = `var(${token})`
  return getComputedStyle(probe).color
}
