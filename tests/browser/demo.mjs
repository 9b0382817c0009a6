// SPDX-License-Identifier: MIT
// The pages' own server with an engine that only pretends (tests/tools/panel-demo): every
// state can be asked for.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** @tokens: a token file; without it only this machine is served. */
export async function startDemo(listen = '127.0.0.1:0', ...tokens) {
  const child = spawn(join(process.env.TC_BUILD, 'tests/tools/panel-demo'), [listen, ...tokens], { stdio: ['pipe', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`panel-demo: exit code ${code}`)));
  });
  return {
    url,
    /** A merge patch of the status. */
    patch: (patch) => child.stdin.write(`${JSON.stringify(patch)}\n`),
    /** How commands are answered from now on; kind as TcAnswerKind. */
    answer: (ms, kind = 0, detail = '') => child.stdin.write(`${JSON.stringify({ answer: { ms, kind, detail } })}\n`),
    status: async () => (await fetch(`${url}api/v1/status`)).json(),
    silence: () => child.kill('SIGSTOP'),
    speak: () => child.kill('SIGCONT'),
    stop: () => new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGCONT');
      child.kill('SIGTERM');
    }),
  };
}
