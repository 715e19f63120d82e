/** What a script's numbers stand for: a `StreamSocket` or an `Epoll`. */
export interface Descriptor {
  readonly kind: 'socket' | 'epoll'
}
