import { writeFile } from 'node:fs/promises';
import { type BrowserContext, type JSHandle, type Page, expect, test } from '@playwright/test';
import { openStored } from '../support/stored.ts';

const URL = process.env.CHALKLINE_URL!;
const FIGURES = process.env.CHALKLINE_FIGURES!;

const CPU_SLOWED = 4;
const IDLE_SECONDS = 12;
const RECORDS = 15_000;
const FIRST = 'Trainee 01';

type Timed = Window & { memory?: WebAssembly.Memory; pressed: number; stored: number; notes: [number, number][] };

test('what a year weighs', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  await context.addInitScript(watch);
  const { page, ...pulled } = await pullFirst(context);
  await openStored(page, URL);
  await page.close();
  const coldHome = [];
  for (let n = 0; n < 10; n++) coldHome.push(await openHome(context));
  const home = await slowed(context);
  await home.goto(URL);
  await trainee(home).waitFor();
  const memoryBytes = await memory(home);
  const idleBusy = await busyWhileIdle(home);
  const ways = await repeat(7, async () => {
    const one = await time(async () => {
      await trainee(home).click();
      await home.locator('.lessons > li').nth(5).waitFor();
    });
    const other = await time(async () => {
      await home.getByRole('link', { name: `Observe ${FIRST}` }).click();
      await home.getByRole('button', { name: 'Start the lesson' }).waitFor();
    });
    await home.goto(URL);
    await trainee(home).waitFor();
    return [one, other] as const;
  });
  const notes = await writeNotes(home, 50);
  const figures = {
    ...pulled,
    memoryBytes,
    coldHome,
    idleBusy,
    trainee: ways.map(([one]) => one),
    observe: ways.map(([, other]) => other),
    note: notes.map(([seen]) => seen),
    change: notes.map(([, after]) => after),
  };
  await writeFile(FIGURES, JSON.stringify(figures));
});

/** Runs in the page before anything else: keeps the app's memory, and the moments of notes. */
function watch(): void {
  const timed = window as unknown as Timed;
  timed.notes = [];
  const keep = (made: WebAssembly.WebAssemblyInstantiatedSource) => {
    const memory = made.instance.exports.memory;
    if (memory instanceof WebAssembly.Memory) timed.memory = memory;
    return made;
  };
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...of) => keep(await instantiateStreaming(...of));
  addEventListener('keydown', (event) => event.key === 'Enter' && (timed.pressed = performance.now()), { capture: true });
  // The first to hear of its end: before the app does, and draws.
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...of) {
    const made = transaction.apply(this, of);
    if (made.mode === 'readwrite') made.addEventListener('complete', (event) => (timed.stored = event.timeStamp));
    return made;
  };
  const watcher = new MutationObserver((changes) => {
    const note = 'li.note';
    const isNote = (node: Node) => node instanceof Element && (node.matches(note) || node.querySelector(note));
    if (!timed.pressed || !changes.some((change) => [...change.addedNodes].some(isNote))) return;
    const now = performance.now();
    timed.notes.push([now - timed.pressed, now - timed.stored]);
    timed.pressed = 0;
  });
  watcher.observe(document, { subtree: true, childList: true });
}

const trainee = (page: Page) => page.getByRole('link', { name: FIRST, exact: true });

async function slowed(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWED });
  return page;
}

/** From the sign-in on a device with nothing on it, until everything is there. */
async function pullFirst(context: BrowserContext) {
  const page = await slowed(context);
  await page.goto(`${URL}/sign-in`);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const asked = new Set<string>();
  let [pulledBytes, answers] = [0, 0];
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.url.endsWith('/api/v1/sync')) asked.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!asked.has(requestId)) return;
    pulledBytes += encodedDataLength;
    answers += 1;
  });
  const begun = performance.now();
  await page.getByRole('button', { name: 'Sign in as Grace W.' }).click();
  await page.getByRole('link', { name: /^Observe / }).first().waitFor();
  const usable = performance.now() - begun;
  await expect.poll(() => hasReceivedAll(page), { timeout: 300_000, intervals: [500] }).toBe(true);
  const firstPull = performance.now() - begun;
  const records = await count(page);
  expect(records).toBeGreaterThanOrEqual(RECORDS);
  return { page, usable, firstPull, pulledBytes, answers, records };
}

/** What lies in two tables of the device. */
function tables<T>(page: Page, ...names: [string, string]): Promise<JSHandle<[T[], T[]]>> {
  return page.evaluateHandle(async (names): Promise<[T[], T[]]> => {
    const done = <T>(request: IDBRequest<T>) => new Promise<T>((done) => (request.onsuccess = () => done(request.result)));
    const name = (await indexedDB.databases()).find(({ name }) => name?.startsWith('chalkline-'))?.name;
    if (!name) return [[], []];
    const database = await done(indexedDB.open(name));
    const transaction = database.transaction(names);
    const [one, other] = names.map((name) => done(transaction.objectStore(name).getAll()));
    const found: [T[], T[]] = [await one!, await other!];
    database.close();
    return found;
  }, names);
}

/** Whether everything is here that was there when each scope was opened. */
async function hasReceivedAll(page: Page): Promise<boolean> {
  const found = await tables<string>(page, 'scope', 'cursor');
  return found.evaluate(([scopes, cursors]) => {
    const sum = (texts: string[], field: string) => texts.reduce((sum, text) => sum + JSON.parse(text)[field], 0);
    return scopes.length > 0 && sum(cursors, 'version') >= sum(scopes, 'head');
  });
}

/** How many records are on the device. */
async function count(page: Page): Promise<number> {
  const found = await tables<{ json: Uint8Array }>(page, 'base', 'pack');
  return found.evaluate(([single, packs]) => {
    const lines = ({ json }: { json: Uint8Array }) => new TextDecoder().decode(json).split('\n\n', 1)[0]!.split('\n').length;
    return packs.reduce((sum, pack) => sum + lines(pack), single.length);
  });
}

/** A new page, until the trainees stand on it with what is known of them. */
async function openHome(context: BrowserContext): Promise<number> {
  const page = await slowed(context);
  const took = await time(async () => {
    await page.goto(URL, { waitUntil: 'commit' });
    await page.getByText(/^Last observed/).first().waitFor();
  });
  await page.close();
  return took;
}

async function memory(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize + (await page.evaluate(() => (window as unknown as Timed).memory?.buffer.byteLength ?? 0));
}

/** How much of some seconds, of a hundred, the main thread is busy while nobody does anything. */
async function busyWhileIdle(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  const before = await busy();
  // What is measured is this time itself.
  await new Promise((done) => setTimeout(done, IDLE_SECONDS * 1_000));
  return (100 * ((await busy()) - before)) / IDLE_SECONDS;
}

/** From Enter, and from the end of the transaction, until a note stands in the list. */
async function writeNotes(page: Page, count: number): Promise<[number, number][]> {
  await page.getByRole('link', { name: `Observe ${FIRST}` }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  const field = page.getByRole('textbox', { name: /^Note/ });
  for (let n = 1; n <= count; n++) {
    await field.pressSequentially(`Cold call, then waits. Pupil C answers (${n})`, { delay: 40 });
    await field.press('Enter');
    await page.waitForFunction((n) => (window as unknown as Timed).notes.length >= n, n);
    await expect(field).toHaveValue('');
  }
  return page.evaluate(() => (window as unknown as Timed).notes);
}

async function time(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function repeat<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const all = [];
  for (let n = 0; n < count; n++) all.push(await measure());
  return all;
}
