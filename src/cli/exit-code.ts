/** What a command returns to the shell. Documented in docs/cli.md; a number never changes its meaning. */
export const EXIT = {
  done: 0,
  network: 1,
  failed: 1,
  usage: 2,
  reset: 3,
  timeout: 4,
  expect: 5,
  undelivered: 6,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
