/**
 * A client that speaks GBK: says one thing, prints the answer, closes.
 *
 *     npx tsx examples/client-gbk.ts [PORT] [HOST]
 */
import { connect } from 'synfin'

const connection = await connect({
  port: Number(process.argv[2] ?? 8888),
  host: process.argv[3] ?? '127.0.0.1',
  encoding: 'gbk',
})
await connection.send('你好')
// At most 1024 bytes at once; a character cut by a segment boundary is put together.
console.log(await connection.recv(1024))
await connection.close()
