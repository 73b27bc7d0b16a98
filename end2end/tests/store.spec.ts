import { SUITE, Server } from '../support/server.ts';
import { type Page, expect, test } from '../support/test.ts';

type Suite = { run(): Promise<void>; check_golden(): void; fill(): Promise<string[]>; live(): void };
type Opened = { stores: string[]; mode: string; durability: string };
type Window = { suite?: Suite; opened: Opened[] };

let server: Server;
test.beforeAll(async () => {
  server = await Server.start(SUITE);
});
test.afterAll(() => server.stop());

async function openSuite(page: Page): Promise<void> {
  await page.goto(server.url);
  await page.waitForFunction(() => (window as unknown as Window).suite);
}

test('the store passes its suite on the real database, and avoids its traps', async ({ page }) => {
  // What is asked of the browser is written down by the browser's own side.
  await page.addInitScript(() => {
    const opened: Opened[] = [];
    (window as unknown as Window).opened = opened;
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      const result = transaction.call(this, stores, mode, options);
      opened.push({ stores: [...result.objectStoreNames], mode: result.mode, durability: result.durability });
      return result;
    };
  });
  await openSuite(page);
  await page.evaluate(() => (window as unknown as Window).suite!.run());
  for (const line of await page.locator('li').all()) {
    await expect.soft(line).toHaveAttribute('data-outcome', 'passed');
    if ((await line.getAttribute('data-outcome')) !== 'passed') console.log(await line.textContent());
  }
  expect(await page.locator('li').count()).toBeGreaterThan(15);

  const opened = await page.evaluate(() => (window as unknown as Window).opened);
  const writes = opened.filter(({ stores, mode }) => mode === 'readwrite' && stores.includes('outbox'));
  const strict = writes.filter(({ durability }) => durability === 'strict');
  // Only what the server can say again may be lost with the power: a scope that goes, records that came.
  expect(strict.length).toBeGreaterThan(20);
  expect(writes.length - strict.length).toBe(24);
});

test('what is hashed and sent has the same bytes in a browser as on the server', async ({ page }) => {
  await openSuite(page);
  await page.evaluate(() => (window as unknown as Window).suite!.check_golden());
  // Each check is also given a file that was changed, and fails itself if it does not notice.
  await expect(page.locator('li')).toHaveText([
    'golden values keep their bytes and hashes: passed',
    'the wire form of mutations never changes: passed',
    'the wire form of an exchange never changes: passed',
    'an answer in words of a newer release is read, and no word of it is lost: passed',
  ]);
});

test('a record of a newer release lies in the store as it came', async ({ page }) => {
  await openSuite(page);
  await page.evaluate(() => (window as unknown as Window).suite!.run());
  const rows = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('strange'));
    return done(database.transaction('base').objectStore('base').getAll());
  });
  const strange = rows.map((row) => JSON.parse(row.json)).filter((record) => record.kind === 'hologram');
  expect(strange).toEqual([{ id: expect.any(String), kind: 'hologram', shape: [1, 2], 'ä': 'ö' }]);
});

test('a device that is full is an error of its own, and the store goes on', async ({ page }) => {
  await openSuite(page);
  const browser = await page.context().newCDPSession(page);
  await browser.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 8 << 20 });
  const said = await page.evaluate(() => (window as unknown as Window).suite!.fill());
  expect(said).toEqual(['no room left on the device', 'goes on']);
});

test('two tabs of one person show the same, and a new one finds it on the disk', async ({ context }) => {
  const open = async () => {
    const page = await context.newPage();
    await openSuite(page);
    await page.evaluate(() => (window as unknown as Window).suite!.live());
    return page;
  };
  const [one, two] = [await open(), await open()];
  await expect(two.locator('output')).toHaveText('0 not sent yet');
  await one.getByRole('button', { name: 'Save' }).click();
  await expect(one.locator('output')).toHaveText('1 not sent yet');
  await expect(two.locator('output')).toHaveText('1 not sent yet');
  await two.getByRole('button', { name: 'Save' }).click();
  await expect(one.locator('output')).toHaveText('2 not sent yet');
  await one.close();
  await two.close();
  await expect((await open()).locator('output')).toHaveText('2 not sent yet');
});

test('while the code that asks the server cannot come, saving goes on; then it asks', async ({ page }) => {
  const code = '**/pkg/exchange-*.wasm';
  await page.route(code, (route) => route.abort());
  const refused = page.waitForEvent('requestfailed', (request) => request.url().includes('/pkg/exchange-'));
  await openSuite(page);
  await page.evaluate(() => (window as unknown as Window).suite!.live());
  await refused;
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('output')).toHaveText('1 not sent yet');

  await page.unroute(code);
  const asked = page.waitForRequest('**/api/v1/sync');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  expect((await asked).postDataJSON().push).toHaveLength(1);
});
