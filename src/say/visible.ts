/**
 * Characters that drive a terminal, do not show, or turn the text around them. Joiners inside emoji and scripts that
 * need them (U+200C, U+200D) are harmless and belong to the character.
 */
// Written as escapes on purpose.
export const HIDDEN: RegExp =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDFFF]|[\u{E0000}-\u{E0FFF}]/gu

/**
 * Makes control characters visible, so that a peer's text cannot move the cursor, colour or clear the screen,
 * set the title, or turn the direction of reading. C0 and DEL become their pictures (ESC is `␛`); C1 controls,
 * bidirectional overrides, invisible characters and lone surrogates become `<U+009B>`.
 *
 * @param keep - Controls that stay as they are, for a caller that breaks lines itself: `'\n'`, `'\n\t'`.
 */
export function visibleControls(text: string, keep = ''): string {
  return text.replaceAll(HIDDEN, (control) => {
    if (keep.includes(control)) return control
    const code = control.codePointAt(0) as number
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    if (code === 0x7f) return '␡'
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  })
}
