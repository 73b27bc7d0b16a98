import { writeFile } from 'node:fs/promises';
import { type Browser, type Page, expect, test } from '@playwright/test';
import { openStored } from '../support/stored.ts';

const URL = process.env.CHALKLINE_URL!;
const FIGURES = process.env.CHALKLINE_FIGURES!;

/** A phone of the middle class on a network of the middle class. */
const NETWORK = { offline: false, latency: 100, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };
const CPU_SLOWED = 4;

type Timed = Window & { words: string; pressed: number; durable: number[] };

test('what a person waits for', async ({ browser }) => {
  const firstVisit = await repeat(7, () => visitFirst(browser));
  const signedInBytes = await weighFirstScreen(browser);
  const page = await (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage();
  const lesson = await beginLesson(page);
  const durableNote = await writeNotes(page, 100);
  await page.context().setOffline(true);
  const offlineStart = await repeat(10, () => startOffline(page, lesson));
  await writeFile(FIGURES, JSON.stringify({ browser: `Chromium ${browser.version()}`, signedInBytes, firstVisit, offlineStart, durableNote }));
});

/** From nothing on the device to the first screen. */
async function visitFirst(browser: Browser): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', NETWORK);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWED });
  const begun = performance.now();
  await page.goto(URL, { waitUntil: 'commit' });
  await page.getByRole('heading', { level: 1, name: 'Welcome to Chalkline' }).waitFor();
  const time = performance.now() - begun;
  await context.close();
  return time;
}

/** The bytes, as sent, that a person needs to see their trainees, with nothing on the device but their sign-in. */
async function weighFirstScreen(browser: Browser): Promise<number> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(`${URL}/sign-in`);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  const wanted = new Set<string>();
  let bytes = 0;
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.url.includes('/api/') && !response.url.includes('/sign-in')) wanted.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (wanted.has(requestId)) bytes += encodedDataLength;
  });
  await page.getByRole('button', { name: 'Sign in as Grace W.' }).click();
  await page.getByRole('link', { name: 'Observe Amira H.' }).waitFor();
  await context.close();
  return bytes;
}

async function beginLesson(page: Page): Promise<string> {
  // What lies in the outbox is durable when the browser says that its transaction is complete.
  await page.addInitScript(() => {
    const timed = window as unknown as Timed;
    timed.durable = [];
    addEventListener('keydown', (event) => event.key === 'Enter' && (timed.pressed = performance.now()), { capture: true });
    const watch = (store: IDBObjectStore, row: unknown) => {
      const isThis = store.name === 'outbox' && timed.words && JSON.stringify(row).includes(timed.words);
      if (!isThis || store.transaction.durability !== 'strict') return;
      timed.words = '';
      // The moment of the event: the app's own listeners may draw before this one is called.
      store.transaction.addEventListener('complete', (event) => timed.durable.push(event.timeStamp - timed.pressed));
    };
    const { add, put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.add = function (...row) {
      watch(this, row);
      return add.apply(this, row);
    };
    IDBObjectStore.prototype.put = function (...row) {
      watch(this, row);
      return put.apply(this, row);
    };
  });
  await page.goto(`${URL}/sign-in`);
  await page.getByRole('button', { name: 'Sign in as Grace W.' }).click();
  await openStored(page, URL);
  await page.getByRole('link', { name: 'Observe Amira H.' }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await field(page).waitFor();
  return page.url();
}

/**
 * From Enter to the end of the transaction that stores the note. The words are typed as by a quick hand: what is kept while
 * typing, and what the server answers to the note before, go on beside it.
 */
async function writeNotes(page: Page, count: number): Promise<number[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWED });
  for (let n = 1; n <= count; n++) {
    const words = `Cold call, then waits. Pupil C answers (${n})`;
    await page.evaluate((words) => Object.assign(window, { words }), words);
    await field(page).pressSequentially(words, { delay: 40 });
    await field(page).press('Enter');
    await page.waitForFunction((n) => (window as unknown as Timed).durable.length >= n, n);
    await expect(field(page)).toHaveValue('');
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return page.evaluate(() => (window as unknown as Timed).durable);
}

/** A new page with no network, until a note can be typed. */
async function startOffline(page: Page, lesson: string): Promise<number> {
  const cold = await page.context().newPage();
  const begun = performance.now();
  await cold.goto(lesson, { waitUntil: 'commit' });
  await expect(field(cold)).toBeEditable();
  const time = performance.now() - begun;
  await cold.close();
  return time;
}

function field(page: Page) {
  return page.getByRole('textbox', { name: /^Note/ });
}

async function repeat(count: number, measure: () => Promise<number>): Promise<number[]> {
  const times = [];
  for (let n = 0; n < count; n++) times.push(await measure());
  return times;
}
