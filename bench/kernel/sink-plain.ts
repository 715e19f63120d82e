/** The same with plain `'data'` events of node:net. Usage: sink-plain PORT */
import { connect } from 'node:net'

const socket = connect(Number(process.argv[2]), '127.0.0.1')
socket.once('connect', () => {
  const cpu = process.cpuUsage()
  const began = performance.now()
  let bytes = 0
  socket.on('data', (chunk) => {
    bytes += chunk.length
  })
  socket.on('end', () => {
    const seconds = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    console.log(JSON.stringify({ bytes, seconds, cpuSeconds: (user + system) / 1e6 }))
  })
})
