/** Of the time that a person reads on the clock: the system's own tables of time zones know it. */
export interface ZoneClock {
  /** @param millis - Since 1970, UTC. @returns `2026-11-28T14:12:03.120+08:00`; `Z` for UTC itself. */
  readonly stamp: (millis: number) => string
  /** @returns `2026-11-28-1412`, for the name of a file. */
  readonly minute: (millis: number) => string
}

/** @returns The clock of a time zone by its IANA name (`Asia/Shanghai`); undefined: there is none. */
export function zoneClock(timeZone: string): ZoneClock | undefined {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      timeZoneName: 'longOffset',
    })
  } catch {
    return undefined
  }
  const read = (millis: number): Readonly<Record<string, string>> =>
    Object.fromEntries(format.formatToParts(millis).map(({ type, value }) => [type, value]))
  return {
    stamp(millis) {
      const it = read(millis)
      // `GMT+08:00`; of no distance `GMT+00:00` or `GMT`.
      const offset = it['timeZoneName']?.slice(3).replace('+00:00', '') || 'Z'
      return `${it['year']}-${it['month']}-${it['day']}T${it['hour']}:${it['minute']}:${it['second']}.${it['fractionalSecond']}${offset}`
    },
    minute(millis) {
      const it = read(millis)
      return `${it['year']}-${it['month']}-${it['day']}-${it['hour']}${it['minute']}`
    },
  }
}
