// Runs commands for the test bench: one JSON object a line on a serial port, in both directions.
//   host → guest  {"id":1,"run":["program","arg"],"cwd":"/tmp"}   {"id":1,"signal":"SIGKILL"}   {"id":1,"input":"text"}
//   guest → host  {"hello":true}  {"id":1,"pid":77}  {"id":1,"out":"text"}  {"id":1,"err":"text"}  {"id":1,"code":0,"killedBy":null}
import { spawn } from 'node:child_process';
import { createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

// such a port can be opened only once
const port = openSync(process.argv[2], 'r+');
const children = new Map();

/** @param {object} message */
function tell(message) {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let done = 0; done < line.length; ) done += writeSync(port, line, done);
}

function start({ id, run: [program, ...args], cwd, env }) {
  // a group of its own, so that a signal reaches everything the command started
  const child = spawn(program, args, { cwd: cwd ?? '/tmp', detached: true, env: { ...process.env, ...env } });
  children.set(id, child);
  tell({ id, pid: child.pid ?? null });
  child.stdout.setEncoding('utf8').on('data', (out) => tell({ id, out }));
  child.stderr.setEncoding('utf8').on('data', (err) => tell({ id, err }));
  child.on('error', (error) => tell({ id, err: String(error) }));
  child.on('close', (code, killedBy) => {
    children.delete(id);
    tell({ id, code, killedBy });
  });
}

function signal({ id, signal: name }) {
  const child = children.get(id);
  try {
    if (child?.pid) process.kill(-child.pid, name);
  } catch {
    // it ended in this very moment
  }
}

tell({ hello: true });
for await (const line of createInterface({ input: createReadStream('', { fd: port }) })) {
  if (line === '') continue;
  const request = JSON.parse(line);
  if (request.run) start(request);
  else if (request.signal) signal(request);
  else if (request.input !== undefined) children.get(request.id)?.stdin.write(request.input);
}
