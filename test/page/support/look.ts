import type { Page } from 'playwright'

/** Drops files of three bytes on what a selector names. */
export async function dropFiles(page: Page, selector: string, names: readonly string[]): Promise<void> {
  await page.locator(selector).evaluate((target, given) => {
    const dataTransfer = new DataTransfer()
    for (const name of given) dataTransfer.items.add(new File(['abc'], name))
    target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  }, names)
}

/** @returns What stands in those select fields in sight that are too narrow for it or leave the page. */
export function cutSelects(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const arrow = 18
    const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
    return [...document.querySelectorAll('select')]
      .filter((select) => select.offsetParent !== null)
      .filter((select) => {
        const style = getComputedStyle(select)
        context.font = style.font
        const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight)
        const room = select.clientWidth - padding - arrow
        const { width } = context.measureText(select.selectedOptions[0]?.textContent ?? '')
        return width > room + 1 || select.getBoundingClientRect().right > innerWidth
      })
      .map((select) => select.selectedOptions[0]?.textContent ?? '')
  })
}
