/** A command of ours in a sentence, to be typed again. */
const COMMAND =
  /(?<![\w/.-]|npx )synfin(?= (?:connect|listen|send|explain|lab|drill|demo|encodings|completion|workbench|help|--\w+)\b)/g

/**
 * Hints name the command as the person has called it: who ran `npx synfin` has no `synfin` in their path. npm tells it to
 * the programs that it runs.
 */
export function asCalled(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const byNpx = env['npm_command'] === 'exec' && env['npm_lifecycle_event'] === 'npx'
  return byNpx ? text.replace(COMMAND, 'npx synfin') : text
}
