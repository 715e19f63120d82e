/** What the browser keeps for this page. A browser that keeps nothing (private, file://) changes nothing else. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(`synfin.${key}`) ?? undefined
  } catch {
    return undefined
  }
}

/** @param value - Undefined forgets. */
export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`synfin.${key}`)
    else localStorage.setItem(`synfin.${key}`, value)
  } catch {
    // It holds for this visit only.
  }
}
