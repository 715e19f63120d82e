/** Which of its two signs HyStart heeds (Linux hystart_detect). */
export interface HystartOptions {
  readonly ackTrain: boolean
  readonly delay: boolean
}

/** As Linux. */
export const BOTH_SIGNS: HystartOptions = { ackTrain: true, delay: true }
