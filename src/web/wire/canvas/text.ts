/** @returns A text cut so that it fits a width. */
export function clip(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return low === 0 ? '' : `${text.slice(0, low)}…`
}

/** @returns The lines of a text, at most `most`: broken at spaces, and between Chinese characters. */
export function wrap(ctx: CanvasRenderingContext2D, text: string, width: number, most: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest !== '' && lines.length < most - 1 && ctx.measureText(rest).width > width) {
    let end = Math.max(1, Math.floor((rest.length * width) / ctx.measureText(rest).width))
    while (end > 1 && ctx.measureText(rest.slice(0, end)).width > width) end--
    const space = rest.lastIndexOf(' ', end)
    if (space > 0 && !/[\u3000-\u9fff\uff00-\uffef]/.test(rest.slice(space, end + 1))) end = space
    lines.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  lines.push(clip(ctx, rest, width))
  return lines
}
