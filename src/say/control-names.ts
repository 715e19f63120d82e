/** Names of the controls whose pictures `visibleControls` writes: `␛` is ESC. Few fonts have those pictures. */
const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )
const FIRST_PICTURE = 0x2400
const PICTURES = /[\u2400-\u241F\u2421]/gu

/** @returns The name of the control that a picture stands for: `ESC` of `␛`; undefined: it is no such picture. */
export function controlName(picture: string): string | undefined {
  if (picture === '\u2421') return 'DEL'
  return NAMES[(picture.codePointAt(0) ?? 0) - FIRST_PICTURE]
}

/** @returns A visible text with each control by its name, `<ESC>`, for what is drawn in a font without pictures. */
export function namedControls(text: string): string {
  return text.replaceAll(PICTURES, (picture) => `<${controlName(picture) ?? ''}>`)
}

/** @returns A visible text in parts: as it reads, and the names of controls. */
export function controlParts(
  text: string,
): { readonly text: string; readonly control: string | undefined }[] {
  const parts: { text: string; control: string | undefined }[] = []
  let at = 0
  for (const { index, 0: picture } of text.matchAll(PICTURES)) {
    if (index > at) parts.push({ text: text.slice(at, index), control: undefined })
    parts.push({ text: picture, control: controlName(picture) })
    at = index + picture.length
  }
  if (at < text.length) parts.push({ text: text.slice(at), control: undefined })
  return parts
}
