/** Small drawings, 16 units wide, in the colour of their text. */
const paths = {
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  down: 'M4 6l4 4 4-4',
  plug: 'M2 8h3M11 8h3M5 5v6h2a3 3 0 0 0 0-6zM11 5v6',
  ear: 'M3 13V7a5 5 0 0 1 10 0c0 3-3 3-3 5a2 2 0 0 1-4 .5M6 8a2 2 0 1 1 4 0',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  play: 'M5 3l8 5-8 5z',
  pause: 'M5 3v10M11 3v10',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6L13 13M13 3l-1.4 1.4M4.4 11.6L3 13',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  screen: 'M2 3h12v8H2zM6 14h4M8 11v3',
  keyboard: 'M1.5 4h13v8h-13zM4 7h.01M7 7h.01M10 7h.01M12.5 7h.01M5 9.5h6',
  download: 'M8 2v8M5 7l3 3 3-3M3 13h10',
  send: 'M2 8l12-5-4 10-3-4z',
  up: 'M8 13V3M4 7l4-4 4 4',
  in: 'M13 8H3M7 4L3 8l4 4',
  out: 'M3 8h10M9 4l4 4-4 4',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
