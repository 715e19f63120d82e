import type { TcpSegment } from '../../wire/index.ts'
import { bindingTo, type Binding } from '../binding.ts'
import type { Route } from '../ip-layer.ts'
import { tupleOf, type Tuple } from './tuple-table.ts'

/** Where an endpoint stands: its place in the host's tables and its way to the peer. */
export interface EndpointPlace {
  readonly binding: Binding
  /** SO_REUSEADDR. */
  readonly reuse: boolean
  /** Its port was picked by connect(). */
  readonly picked: boolean
  readonly tuple: Tuple
  readonly route: Route
  readonly remotePort: number
}

/** @returns Where the connection will stand that a segment to a listener begins. */
export function placeOf(
  listener: { readonly reuse: boolean },
  { sourcePort, destinationPort }: TcpSegment,
  route: Route,
): EndpointPlace {
  return {
    binding: bindingTo(route.source, destinationPort),
    reuse: listener.reuse,
    picked: false,
    tuple: tupleOf(route.destination, sourcePort, route.source, destinationPort),
    route,
    remotePort: sourcePort,
  }
}
