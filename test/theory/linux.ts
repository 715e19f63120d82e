/**
 * What a Linux 6.1 kernel does in virtual time (user-mode Linux, `time-travel=inf-cpu`): 10 Mbit/s, a drop-tail queue of
 * 100 packets, loss on data, MSS 1448, timestamps and SACK; median of 3 runs of 120 s (BBR: 2 of 60 s). Goodput, Mbit/s.
 * BBR there is version 1.
 */
export const LINUX_GOODPUT: readonly {
  readonly rtt: number
  /** Per cent. */
  readonly loss: number
  readonly reno: number
  readonly cubic: number
  readonly bbr1: number
}[] = [
  { rtt: 20, loss: 0, reno: 9.56, cubic: 9.56, bbr1: 9.39 },
  { rtt: 20, loss: 0.1, reno: 9.53, cubic: 9.55, bbr1: 9.39 },
  { rtt: 20, loss: 1, reno: 6.12, cubic: 5.6, bbr1: 9.29 },
  { rtt: 20, loss: 5, reno: 2.42, cubic: 1.9, bbr1: 8.91 },
  { rtt: 100, loss: 0, reno: 9.56, cubic: 9.56, bbr1: 9.29 },
  { rtt: 100, loss: 0.1, reno: 4.59, cubic: 4.93, bbr1: 9.28 },
  { rtt: 100, loss: 1, reno: 1.25, cubic: 1.34, bbr1: 9.2 },
  { rtt: 100, loss: 5, reno: 0.52, cubic: 0.45, bbr1: 8.66 },
]

/** The same kernel at 100 Mbit/s, 100 ms, 1,000 packets of queue. Goodput, Mbit/s. */
export const LINUX_RESPONSE: readonly {
  readonly loss: number
  readonly reno: number
  readonly cubic: number
}[] = [
  { loss: 0.01, reno: 18.1, cubic: 24.9 },
  { loss: 0.03, reno: 8.59, cubic: 11.2 },
  { loss: 0.1, reno: 4.59, cubic: 4.93 },
  { loss: 0.3, reno: 2.65, cubic: 2.54 },
  { loss: 1, reno: 1.25, cubic: 1.34 },
  { loss: 3, reno: 0.73, cubic: 0.67 },
  { loss: 10, reno: 0.34, cubic: 0.3 },
]

/** Completion with initial window 10 at 100 ms, from connect to the last byte: bytes, ms. Serialization at 10 Mbit/s or more included. */
export const LINUX_COMPLETION: readonly (readonly [bytes: number, ms: number])[] = [
  [10_000, 150.1],
  [15_000, 250],
  [50_000, 350.1],
  [100_000, 350.5],
  [500_000, 650.4],
  [1_000_000, 750.7],
  [5_000_000, 961],
]

/** Median SRTT at 10 Mbit/s, 20 ms: queue in packets, ms. */
export const LINUX_BLOAT: readonly {
  readonly queue: number
  readonly reno: number
  readonly cubic: number
}[] = [
  { queue: 10, reno: 32, cubic: 28 },
  { queue: 17, reno: 31, cubic: 38 },
  { queue: 100, reno: 109, cubic: 121 },
  { queue: 1000, reno: 655, cubic: 1107 },
]
