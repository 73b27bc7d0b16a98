import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';

/** The server's program. */
export const PROGRAM = required('CHALKLINE_PROGRAM');
const CLUSTER = required('CHALKLINE_TEST_CLUSTER');

/** The folder of the built app. */
export const SITE = required('CHALKLINE_SITE');

/** The folder of the page that runs the suite of the store. */
export const SUITE = required('CHALKLINE_SUITE');

/** A real server on a database of its own. It can be killed at any moment and started again at the same address. */
export class Server {
  url = '';
  /** What the program has printed, line by line. */
  readonly printed: string[] = [];
  private process?: ChildProcess;
  private port = 0;

  private constructor(
    private readonly database: string,
    private readonly site: string,
  ) {}

  static async start(site = SITE): Promise<Server> {
    const server = new Server(await makeDatabase(), site);
    await server.run();
    return server;
  }

  /** A server whose database was made as a demo. */
  static async startDemo(site = SITE): Promise<Server> {
    const server = new Server(await makeDatabase(required('CHALKLINE_DEMO')), site);
    await server.run();
    return server;
  }

  /** Starts the program again, on the port it had before. */
  async run(...options: string[]): Promise<void> {
    const program = spawn(PROGRAM, ['serve', '--site', this.site, ...options], {
      env: { ...process.env, DATABASE_URL: this.database, CHALKLINE_PORT: String(this.port), CHALKLINE_LOG: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.process = program;
    await new Promise<void>((done, failed) => {
      const lines = createInterface({ input: program.stdout! });
      lines.on('close', () => failed(new Error('the server ended before it said where it is')));
      lines.on('line', (line) => {
        this.printed.push(line);
        const address = /^Chalkline is at (http:\/\/localhost:(\d+))$/.exec(line);
        if (!address) return;
        this.url = address[1]!;
        this.port = Number(address[2]);
        done();
      });
    });
  }

  /** Ends the program at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks the program to finish. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Asks the database itself: what the server kept, and what no screen can bring about. */
  async query<T extends pg.QueryResultRow>(words: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.database });
    await client.connect();
    try {
      return (await client.query<T>(words, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const program = this.process;
    this.process = undefined;
    if (!program || program.exitCode !== null) return;
    const exit = once(program, 'exit');
    program.kill(signal);
    await exit;
  }
}

/** A new database in the cluster, empty or a copy; gives its address. */
export async function makeDatabase(template = 'template1'): Promise<string> {
  const name = `end2end_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: CLUSTER });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  const url = new URL(CLUSTER);
  url.pathname = name;
  return url.href;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the browser tests are started by cargo xtask test --browser`);
  return value;
}
