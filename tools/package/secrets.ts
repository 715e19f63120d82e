import { readFileSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'

/** What no published file may hold: keys by the forms that their makers give them, and where it was built. */
const SECRETS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a token of GitHub', /\bgh[opsur]_\w{36}|\bgithub_pat_\w{22}/],
  ['a token of npm', /\bnpm_\w{36}\b|_authToken\s*=/],
  ['a key of AWS', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a token of Slack', /\bxox[abprs]-[\w-]{10,}/],
  ['a key of an API', /\bsk-[\w-]{32,}/],
  ['a JSON web token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ['a password in an address', /\bhttps?:\/\/[^\s/:@'"`$]+:[^\s/:@'"`$]+@/],
  ['a folder of somebody', /\/(home|Users)\/[a-z][\w.-]*\/|[A-Z]:\\Users\\/],
]

/**
 * Looks at the content of every file that would be published.
 *
 * @param root - The folder that it was built in.
 * @returns One line for each thing found: the file and what it is. The thing itself is not repeated.
 */
export function secretsIn(root: string, files: readonly string[]): string[] {
  const here = [root, homedir(), hostname(), `${userInfo().username}@`].filter((word) => word.length > 5)
  return files.flatMap((file) => {
    const text = readFileSync(file, 'latin1')
    const found = SECRETS.filter(([, pattern]) => pattern.test(text)).map(([what]) => what)
    const places = here.some((word) => text.includes(word)) ? ['the machine that built it'] : []
    return [...found, ...places].map((what) => `${file}: ${what}`)
  })
}
