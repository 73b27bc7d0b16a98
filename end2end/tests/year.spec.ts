import { arrive, note, observe } from '../support/mentor.ts';
import { expect, type Page, signIn, test } from '../support/test.ts';
import { placement } from '../support/work.ts';
import { lessonsOfAYear } from '../support/year.ts';

type Counted = Window & { transactions: number; drawn: number };

/** Counts what the page asks of its database, from its beginning. */
async function countTransactions(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = window as unknown as Counted;
    counted.transactions = 0;
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...of) {
      counted.transactions += 1;
      return transaction.apply(this, of);
    };
  });
  return () => page.evaluate(() => (window as unknown as Counted).transactions);
}

/** Lets the seconds until the next question pass, and waits until it is answered and dealt with. */
async function poll(page: Page): Promise<void> {
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/sync'));
  await page.clock.runFor(5_000);
  await (await answered).finished();
  // Questions of the page's own, that are asked and answered after it.
  await page.evaluate(async () => {
    for (let n = 0; n < 3; n++) await (await fetch('/api/v1/health')).text();
  });
}

test('a page that only asks for news reads nothing and draws nothing', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  const transactions = await countTransactions(page);
  await arrive(page, ownDemo);
  await page.clock.install();
  await page.goto(ownDemo.url);
  await expect(page.getByText('Have one harder question ready')).toBeVisible();
  // Early in a minute: the time of day stands on the screen.
  await page.clock.pauseAt(Math.ceil(Date.now() / 60_000) * 60_000 + 65_000);
  await poll(page);
  await page.evaluate(() => {
    const counted = window as unknown as Counted;
    counted.drawn = 0;
    const watcher = new MutationObserver((changes) => (counted.drawn += changes.length));
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const before = await transactions();
  for (let n = 0; n < 4; n++) await poll(page);
  expect(await transactions()).toBe(before);
  expect(await page.evaluate(() => (window as unknown as Counted).drawn)).toBe(0);
});

test('what one tab saves the other shows, without looking at the disk', { tag: '@desktop' }, async ({ page, context, ownDemo }) => {
  await arrive(page, ownDemo);
  await observe(page, 'Amira H.');
  await note(page, 'Greets at the door');
  const beside = await context.newPage();
  const transactions = await countTransactions(beside);
  await beside.goto(page.url());
  await expect(beside.getByText('Greets at the door')).toBeVisible();
  // It has begun to save, and so has read where sync stands.
  await expect(beside.getByRole('textbox', { name: /^Note/ })).toBeEditable();
  await page.context().setOffline(true);
  await note(page, 'Takes the first hand up');
  await expect(beside.getByText('Takes the first hand up')).toBeVisible();
  const before = await transactions();
  await note(page, 'Back row not writing');
  await expect(beside.getByText('Back row not writing')).toBeVisible();
  // Where sync stands is read anew; the records are not.
  expect((await transactions()) - before).toBeLessThanOrEqual(2);
});

const LESSONS = 60;
const lessons = (page: Page) => page.locator('.lessons > li:not(.more)');

/** A trainee's page with more lessons than any screen shows. */
async function openYear(page: Page, server: Parameters<typeof placement>[0]): Promise<void> {
  const place = await placement(server, 'Grace W.', 'Amira H.');
  await lessonsOfAYear(server, place, LESSONS);
  await signIn(page, server, 'Grace W.');
  await page.goto(`${server.url}/trainees/${place.trainee}`);
  await expect(page.getByText(/^Lesson 1 of the year/)).toBeVisible();
}

test('a list that is longer than the screen is drawn as far as it is seen', async ({ page, ownDemo }) => {
  await openYear(page, ownDemo);
  const last = page.getByText(`Lesson ${LESSONS} of the year`);
  expect(await lessons(page).count()).toBeLessThan(LESSONS);
  await expect(last).toHaveCount(0);
  await expect(async () => {
    await lessons(page).last().scrollIntoViewIfNeeded();
    await expect(last).toBeVisible({ timeout: 200 });
  }).toPass();
  const words = await lessons(page).allInnerTexts();
  const numbers = words.map((text) => Number(/Lesson (\d+) of the year/.exec(text)?.[1])).filter(Boolean);
  expect(numbers).toEqual(Array.from({ length: LESSONS }, (_, n) => n + 1));
});

test('who searches the page finds all of a long list', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  await openYear(page, ownDemo);
  await page.keyboard.press('Control+f');
  await expect(page.getByText(`Lesson ${LESSONS} of the year`)).toBeVisible();
});

test('a browser that cannot tell what is seen draws all of a long list', async ({ page, ownDemo }) => {
  await page.addInitScript(() => delete (window as { IntersectionObserver?: unknown }).IntersectionObserver);
  await openYear(page, ownDemo);
  await expect(page.getByText(`Lesson ${LESSONS} of the year`)).toBeVisible();
});
