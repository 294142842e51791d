/** Sentences of `stickwright serve` on the terminal. */
export const serveText = {
  usage: `Usage: stickwright serve [options]

Shows Stickwright in a browser: prints one address and runs until Ctrl+C.

  --port N             port to listen on (default: any free one)
  --host ADDRESS       listen on this address of the computer, not only on 127.0.0.1;
                       the line is not encrypted: use it in networks you trust
  --virtual            list loop devices as drives too
  --practice-file F    list this file as a practice drive; can be given again
  --platform fake      demo: scripted drives, no real drive is touched
  --scenario NAME      what the demo's computer has plugged in
  --clock manual|real  whether the demo's time runs by itself (default: real)
`,
  wrong: (problem: string) => `${problem}\nSee "stickwright serve --help".`,
  noScenario: (names: readonly string[]) =>
    `There is no such scenario. Scenarios: ${names.join(', ')}, error-CODE for every error code.`,
  noPort: (address: string, port: number, cause: string) => `Cannot listen on ${address} port ${port}: ${cause}`,
  next: (url: string) => `For another browser: ${url}`,
  open: (address: string) =>
    `Listening on ${address}: others in this network can read what is sent, and use the address above if they see it.`,
  fault: (problem: string) => `A request failed: ${problem}`,
  notBuilt: 'The page is not built: run "npm run build". Serving without it.',
  writing: 'A drive is being written. Press Ctrl+C again to stop: it is unusable then until it is written again.',
  stopping: 'Stopping. Waiting for the drives to be let go.',
} as const;
