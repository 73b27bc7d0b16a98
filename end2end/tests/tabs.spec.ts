import { arrive, arrived, capture, NOTES } from '../support/mentor.ts';
import { expect, type Page, signIn, test, turn } from '../support/test.ts';
import { allSent, meetTarget, metTargets } from '../support/work.ts';

/** Counts what a page asks the server about its records. */
function asked(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => (count += Number(request.url().endsWith('/api/v1/sync'))));
  return () => count;
}

/** Lets the page do what it has begun: questions of its own that are asked and answered after it. */
async function breathe(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let n = 0; n < 3; n++) await (await fetch('/api/v1/health')).text();
  });
}

test('a page asks for news every five seconds while it is seen, and not while it is hidden', { tag: '@desktop' }, async ({ page, demo }) => {
  await signIn(page, demo, 'Amira H.');
  await page.clock.install();
  await page.goto(demo.url);
  await expect(page.locator('.entry').first()).toBeVisible();
  // From here on time passes only as it is let.
  await page.clock.pauseAt(Date.now() + 60_000);
  await breathe(page);
  const count = asked(page);
  const tick = async () => {
    await page.clock.runFor(5_000);
    await breathe(page);
  };
  for (let n = 0; n < 12; n++) await tick();
  expect(count()).toBeGreaterThanOrEqual(10);
  expect(count()).toBeLessThanOrEqual(14);

  // What goes behind another page looks once more.
  await turn(page, 'hidden');
  await breathe(page);
  const before = count();
  for (let n = 0; n < 12; n++) await tick();
  expect(count() - before).toBeLessThanOrEqual(1);
  await turn(page, 'visible');
  await expect.poll(count).toBeGreaterThan(before);
});

test('tabs of one person take turns sending', { tag: '@desktop' }, async ({ page, context, ownDemo }) => {
  // Who waits for a turn goes ahead without after a while; here it never does.
  await page.addInitScript(() => {
    AbortSignal.timeout = () => new AbortController().signal;
  });
  await signIn(page, ownDemo, 'Tunde O.');
  const beside = await context.newPage();
  await beside.goto(`${ownDemo.url}/api/docs`);
  // Another tab has its turn, and does not end it yet.
  const held = beside.evaluate(async () => {
    const person = /chalkline_person=([^;]+)/.exec(document.cookie)![1];
    await navigator.locks.request(`chalkline-${person}`, () => new Promise((end) => Object.assign(window, { end })));
  });
  await beside.waitForFunction(() => 'end' in window);
  const count = asked(page);
  await meetTarget(page);
  await expect.poll(() => beside.evaluate(async () => (await navigator.locks.query()).pending!.length)).toBe(1);
  expect(count()).toBe(0);
  expect(await metTargets(ownDemo)).toEqual([]);
  await beside.evaluate(() => (window as unknown as { end: () => void }).end());
  await held;
  await allSent(page);
  expect(await metTargets(ownDemo)).toEqual([{ name: 'Tunde O.' }]);
});

test('an access token that is over is renewed without a word', { tag: '@desktop' }, async ({ page, context, ownDemo }) => {
  await arrive(page, ownDemo);
  const renewed = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/session/refresh'));
  await context.clearCookies({ name: 'chalkline_access' });
  expect((await renewed).status()).toBe(200);
  await capture(page, 'Amira H.');
  await expect(page.getByText('Kept in your account too')).toBeVisible();
  expect((await arrived(ownDemo)).notes).toEqual([[...NOTES].sort()]);
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/sync'));
  await page.goto(ownDemo.url);
  expect((await answered).status()).toBe(200);
  await expect(page.getByRole('link', { name: 'Observe Amira H.' })).toBeVisible();
  await expect(page.getByText('You have been signed out.')).toHaveCount(0);
});

test('signed out on every device, and in again on the page for it: the tabs that waited go on', { tag: '@desktop' }, async ({
  page,
  context,
  ownDemo,
}) => {
  await signIn(page, ownDemo, 'Tunde O.');
  const beside = await context.newPage();
  await beside.goto(`${ownDemo.url}/me`);
  await beside.getByRole('button', { name: 'Sign out on every device' }).click();
  await expect(beside).toHaveURL(`${ownDemo.url}/sign-in`);
  await meetTarget(page);
  await expect(page.getByText('You have been signed out.')).toBeVisible();
  expect(await metTargets(ownDemo)).toEqual([]);

  await signIn(beside, ownDemo, 'Tunde O.');
  await expect(page.getByText('You have been signed out.')).toBeHidden();
  await allSent(page);
  expect(await metTargets(ownDemo)).toEqual([{ name: 'Tunde O.' }]);
});
