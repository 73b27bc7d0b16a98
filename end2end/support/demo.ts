import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { makeDatabase, PROGRAM } from './server.ts';

/** Makes the database of which every demo is a copy: filling one takes longer than most tests. */
export default async function makeDemo(): Promise<void> {
  const database = await makeDatabase();
  const demo = spawn(PROGRAM, ['demo'], { env: { ...process.env, DATABASE_URL: database }, stdio: 'ignore' });
  const [status] = await once(demo, 'exit');
  if (status !== 0) throw new Error('the database could not be filled with a demo');
  process.env.CHALKLINE_DEMO = new URL(database).pathname.slice(1);
}
