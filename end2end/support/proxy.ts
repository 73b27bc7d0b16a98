import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, type Server as Listener, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something a person did, as it travels. */
type Work = { action: string; kind: string };
type Push = { push?: { payload: Work }[] };
type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** A request of the app for its records, and the ways in which it can go wrong on the road. */
export class Exchange {
  /** What of the person's work it carries, in order. */
  readonly work: Work[];

  constructor(
    private readonly asked: IncomingMessage,
    private readonly body: Buffer,
    private readonly answer: ServerResponse,
    private readonly server: string,
  ) {
    const isSync = asked.method === 'POST' && asked.url === '/api/v1/sync';
    const { push = [] } = isSync ? (JSON.parse(body.toString()) as Push) : {};
    this.work = push.map(({ payload }) => payload);
  }

  /** Lets all of it through, and holds the whole answer of the server here. */
  async reach(): Promise<Answer> {
    const { method, url, headers } = this.asked;
    const way = request(this.server + url, { method, headers, agent: false });
    way.end(this.body);
    const [answer] = (await once(way, 'response')) as [IncomingMessage];
    return { status: answer.statusCode!, headers: answer.headers, body: await whole(answer) };
  }

  /** Lets the server have the head and half of the body, then ends the connection on both sides. */
  async cutWhileAsking(): Promise<void> {
    const { method, url, headers } = this.asked;
    const way = request(this.server + url, { method, headers, agent: false });
    way.on('error', () => {});
    await new Promise<void>((done) => way.write(this.body.subarray(0, this.body.length / 2), () => done()));
    way.destroy();
    this.cut();
  }

  /** Hands on the head of the answer and half of its body, then ends the connection. */
  async cutWhileAnswering({ status, headers, body }: Answer): Promise<void> {
    this.answer.writeHead(status, headers);
    await new Promise<void>((done) => this.answer.write(body.subarray(0, body.length / 2), () => done()));
    this.cut();
  }

  /** Ends the connection to the browser without one more byte. */
  cut(): void {
    this.asked.socket.destroy();
  }

  /** Lets it through in both directions. */
  async pass(): Promise<void> {
    const { status, headers, body } = await this.reach();
    this.answer.writeHead(status, headers).end(body);
  }
}

/** A road between the browser and the server, over real connections: it can break anywhere, and stays broken until mended. */
export class Proxy {
  private fault?: (exchange: Exchange) => Promise<void>;
  private isBroken = false;

  private constructor(
    private readonly listener: Listener,
    private readonly server: { url: string },
    /** Where the browser finds the app through it. */
    readonly url: string,
  ) {
    // A server or a browser that is not there is a road that ends.
    listener.on('request', (asked, answer) => this.carry(asked, answer).catch(() => asked.socket.destroy()));
  }

  static async to(server: { url: string }): Promise<Proxy> {
    const listener = createServer();
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    return new Proxy(listener, server, `http://localhost:${(listener.address() as AddressInfo).port}`);
  }

  /** Breaks with the first request that carries sent feedback, in the way given; ends when it has, with what that carried. */
  async breaks(fault: (exchange: Exchange) => Promise<void>): Promise<Work[]> {
    return new Promise((done, failed) => {
      this.fault = (exchange) => {
        this.isBroken = true;
        return fault(exchange).then(() => done(exchange.work), failed);
      };
    });
  }

  /** From now on everything passes. */
  mend(): void {
    this.isBroken = false;
    this.fault = undefined;
  }

  async close(): Promise<void> {
    this.listener.closeAllConnections();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private async carry(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const exchange = new Exchange(asked, await whole(asked), answer, this.server.url);
    if (this.isBroken) return exchange.cut();
    if (this.fault && exchange.work.some(({ action }) => action === 'send')) return this.fault(exchange);
    await exchange.pass();
  }
}

async function whole(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
