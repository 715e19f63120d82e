import { visibleControls } from '../../say/index.ts'

/** @returns Any text as XML character data: markup escaped, what XML forbids made visible. */
export function escapeXml(text: string): string {
  return visibleControls(text)
    .replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** @returns A number as short as a drawing needs it. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** @returns One element; attributes are escaped, `inside` is markup and must be already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  inside?: string,
): string {
  let out = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    out += ` ${key}="${typeof value === 'number' ? px(value) : escapeXml(value)}"`
  }
  return inside === undefined ? `${out}/>` : `${out}>${inside}</${name}>`
}

/** @returns A line of text, escaped. */
export function textAt(
  x: number,
  y: number,
  text: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
): string {
  return element('text', { x, y, ...attributes }, escapeXml(text))
}
