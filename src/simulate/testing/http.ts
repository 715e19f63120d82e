import http from 'node:http'

/** @returns The text of an answer. */
export function get(url: string, agent?: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve(text))
        response.on('error', reject)
      })
      .on('error', reject)
  })
}

/** @returns A server that answers everything with `ok`. */
export function ok(): http.Server {
  return http.createServer((_, response) => response.end('ok'))
}
