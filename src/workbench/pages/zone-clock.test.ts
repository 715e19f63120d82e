import { expect, test } from 'vitest'
import { zoneClock } from './zone-clock.ts'

const NOON = Date.UTC(2026, 10, 28, 6, 12, 3, 120)

test.each([
  ['UTC', '2026-11-28T06:12:03.120Z', '2026-11-28-0612'],
  ['Asia/Shanghai', '2026-11-28T14:12:03.120+08:00', '2026-11-28-1412'],
  ['Asia/Kathmandu', '2026-11-28T11:57:03.120+05:45', '2026-11-28-1157'],
  ['America/Los_Angeles', '2026-11-27T22:12:03.120-08:00', '2026-11-27-2212'],
])('in %s', (zone, stamp, minute) => {
  const clock = zoneClock(zone)
  expect(clock?.stamp(NOON)).toBe(stamp)
  expect(clock?.minute(NOON)).toBe(minute)
  // Read again, it is the same moment.
  expect(Date.parse(stamp)).toBe(NOON)
})

test('summer time is another distance, and midnight is 00', () => {
  const clock = zoneClock('Europe/Berlin')
  expect(clock?.stamp(Date.UTC(2026, 6, 1, 22, 0))).toBe('2026-07-02T00:00:00.000+02:00')
  expect(clock?.stamp(Date.UTC(2026, 0, 1, 23, 0))).toBe('2026-01-02T00:00:00.000+01:00')
})

test('a name that is no time zone is none', () => {
  expect(zoneClock('Nowhere/Town')).toBeUndefined()
  expect(zoneClock('')).toBeUndefined()
})
