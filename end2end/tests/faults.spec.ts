import { ONCE, STRENGTH, TALK, arrive, arrived, capture, compose, send } from '../support/mentor.ts';
import { type Exchange, Proxy } from '../support/proxy.ts';
import type { Server } from '../support/server.ts';
import { type Page, phone, signIn, expect, test as base } from '../support/test.ts';
import { allSent } from '../support/work.ts';

/** A mentor's phone whose way to the server can be cut. */
const test = base.extend<{ road: Proxy }>({
  road: async ({ ownDemo }, use) => {
    const road = await Proxy.to(ownDemo);
    await use(road);
    await road.close();
  },
});

/** A mentor with a lesson, its notes and sent feedback, all of it only on this phone. */
async function workWaits(page: Page, server: { url: string }): Promise<void> {
  await arrive(page, server);
  await page.context().setOffline(true);
  await capture(page, 'Amira H.');
  await compose(page);
  await send(page, 'Amira H.');
}

/** Back on the network, everything goes out at once and meets a fault. */
async function goesOutAndMeets(page: Page, road: Proxy, fault: (exchange: Exchange) => Promise<void>): Promise<void> {
  const met = road.breaks(fault);
  await page.context().setOffline(false);
  const carried = (await met).map(({ action, kind }) => `${action} ${kind}`);
  expect(carried).toEqual(expect.arrayContaining(['edit lesson', 'edit notes', 'send feedback']));
}

/** The server has everything once, and so has the trainee, who does nothing but look. */
async function arrivesOnce(page: Page, server: Server): Promise<void> {
  await allSent(page);
  expect(await arrived(server)).toEqual(ONCE);
  const trainee = await phone(page.context());
  await signIn(trainee, server, 'Amira H.');
  const entries = trainee.locator('.entry');
  await expect(entries).toHaveCount(3);
  await entries.filter({ hasText: STRENGTH }).click();
  await expect(trainee.getByText(TALK)).toHaveCount(1);
  await expect(trainee.getByText('Back row not writing')).toHaveCount(0);
  await trainee.context().close();
}

test('the server dies between its commit and its answer: no loss, no duplicate', async ({ page, road, ownDemo }) => {
  await workWaits(page, road);
  await goesOutAndMeets(page, road, async (exchange) => {
    const answer = await exchange.reach();
    expect(answer.status).toBe(200);
    await ownDemo.kill();
    exchange.cut();
  });
  // The server has it; the phone cannot know, and keeps it, also when the app is opened again.
  expect(await arrived(ownDemo)).toEqual(ONCE);
  await expect(page.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  await ownDemo.run();
  road.mend();
  await arrivesOnce(page, ownDemo);
});

test('the connection is cut in the middle of a request: no loss, no duplicate', async ({ page, road, ownDemo }) => {
  await workWaits(page, road);
  await goesOutAndMeets(page, road, (exchange) => exchange.cutWhileAsking());
  expect(await arrived(ownDemo)).toEqual({ lessons: 0, notes: [], feedback: [] });
  await expect(page.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  road.mend();
  await arrivesOnce(page, ownDemo);
});

test('the connection is cut in the middle of an answer: no loss, no duplicate', async ({ page, road, ownDemo }) => {
  await workWaits(page, road);
  await goesOutAndMeets(page, road, async (exchange) => {
    await exchange.cutWhileAnswering(await exchange.reach());
  });
  expect(await arrived(ownDemo)).toEqual(ONCE);
  await expect(page.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  road.mend();
  await arrivesOnce(page, ownDemo);
});
