/** @returns A text as a part of a file's name that every system takes: `fe80::1` is `fe80__1`. */
export function inFileName(text: string): string {
  return text.replaceAll(/[^0-9A-Za-z.-]/g, '_')
}
