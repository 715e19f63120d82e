import { sayStopped, type LabProgram, type LabRun, pageLabSentences as s } from '../../lab/index.ts'
import { charset } from '../../charset/index.ts'
import { diagramWords } from '../../diagram/index.ts'
import { visibleControls, sayDuration } from '../../say/index.ts'
import { count, lang, t } from '../store/settings.ts'

/** Longer texts are cut. */
const SHOWN = 60

/** How every program ended, and what the run cost. */
export function Outcome({ run, before }: { readonly run: LabRun; readonly before?: LabRun | undefined }) {
  const sides = ['client', 'server'] as const
  const { cost } = run
  const rows = [
    [s.packets, 'packets'],
    [s.wireBytes, 'wireBytes'],
    [s.payloadBytes, 'payloadBytes'],
    [s.retransmitted, 'retransmissions'],
    [s.held, 'held'],
  ] as const
  return (
    <div class="lab-outcome">
      {run.stopped !== undefined && <p class="quiet">{sayStopped(run, lang.value)}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{t(s.program)}</th>
            <th scope="col">{t(s.ended)}</th>
            <th scope="col">{t(s.received)}</th>
          </tr>
        </thead>
        <tbody>
          {run.programs.slice(0, 40).map((program) => (
            <tr key={`${program.role} ${program.number}`}>
              <th scope="row">{nameOf(program)}</th>
              <td class={program.outcome === 'done' ? '' : 'warn'}>
                {program.error ?? t(program.outcome === 'waiting' ? s.waiting : s.done)}
              </td>
              <td>{receivedText(program, run.scenario.encoding)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th scope="col">{t(s.cost)}</th>
            {sides.map((side) => (
              <th key={side} scope="col" class="number">
                {t(diagramWords[side])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, key]) => (
            <tr key={name.en}>
              <th scope="row">{t(name)}</th>
              {sides.map((side) => (
                <td key={side} class="number">
                  {count(cost[key][side])}
                  {before !== undefined && (
                    <span class="quiet"> {t(s.was, { n: before.cost[key][side] })}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {cost.cpu !== undefined && <caption>{t(s.cpu, { time: sayDuration(cost.cpu) })}</caption>}
      </table>
    </div>
  )
}

function nameOf({ role, number }: LabProgram): string {
  if (role === 'listener') return t(s.listener)
  return t(role === 'client' ? s.clientN : s.sessionN, { n: number })
}

function receivedText({ received }: LabProgram, encoding: string): string {
  if (received.length === 0) return '–'
  const size = t(s.bytesN, { n: received.length })
  const text = charset(encoding)?.decoder().push(received.subarray(0, SHOWN)) ?? ''
  return received.length > SHOWN ? size : `${size} “${visibleControls(text)}”`
}
