import { expect, type Page, signIn, test } from '../support/test.ts';
import { allSent, meetTarget, metTargets } from '../support/work.ts';

/** Whether a request carries work, and not only a question. */
function carriesWork(body: string | null): boolean {
  return !!body && 'push' in (JSON.parse(body) as object);
}

/** Does something instead of the first request that carries work; ends when that has happened. All others go through. */
async function onFirstPush(page: Page, instead: Parameters<Page['route']>[1]): Promise<void> {
  let happened: () => void;
  const once = new Promise<void>((done) => (happened = done));
  let armed = true;
  await page.route('**/api/v1/sync', async (route, request) => {
    if (!armed || !carriesWork(request.postData())) return route.fallback();
    armed = false;
    await instead(route, request);
    happened();
  });
  return once;
}

test('the server dies between its commit and its answer: no loss, no duplicate', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  const died = onFirstPush(page, async (route) => {
    const answer = await route.fetch();
    expect(answer.status()).toBe(200);
    await ownDemo.kill();
    await route.abort('connectionreset');
  });
  await meetTarget(page);
  await died;
  // The server has it; the device cannot know, and keeps it.
  expect(await metTargets(ownDemo)).toHaveLength(1);
  await expect(page.getByRole('link', { name: 'Not sent · 1' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Not sent · 1' })).toBeVisible();

  await ownDemo.run();
  await page.getByRole('link', { name: /^Not sent/ }).click();
  // It may go by itself before a hand is quicker.
  await allSent(page);
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
  expect(await metTargets(ownDemo)).toHaveLength(1);
});

test('the connection is cut in the middle of a request: no loss, no duplicate', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Tunde O.');
  // The whole request never arrives, and the network is gone with it.
  const cut = onFirstPush(page, async (route) => {
    await page.context().setOffline(true);
    await route.abort('connectionaborted');
  });
  await meetTarget(page);
  await cut;
  expect(await metTargets(ownDemo)).toHaveLength(0);
  await expect(page.getByRole('link', { name: 'Not sent · 1' })).toBeVisible();
  await page.context().setOffline(false);
  await allSent(page);
  expect(await metTargets(ownDemo)).toHaveLength(1);
});
