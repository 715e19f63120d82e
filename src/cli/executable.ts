/**
 * The first file of the single executable, which `npm run build:sea` makes: a script in one piece, so nothing may be
 * waited for at its top. `main.ts` is the same for Node.
 */
import { start } from './start.ts'

void start()
