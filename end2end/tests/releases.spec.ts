import type { Route } from '@playwright/test';
import { arrive, capture, NOTES } from '../support/mentor.ts';
import { NEW_BUILD, Release } from '../support/release.ts';
import { Server } from '../support/server.ts';
import { expect, openStored, type Page, signIn, test } from '../support/test.ts';
import { look } from '../support/time.ts';
import { allSent, meetTarget, metTargets } from '../support/work.ts';

/** Asks for something new until it shows. */
async function showsBy(page: Page, text: string): Promise<void> {
  await expect(async () => {
    await look(page);
    await expect(page.getByText(text).first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

test('a phone with the last release goes on with the server of today, and takes the build of today', async ({ page }) => {
  test.slow();
  const release = await Release.last();
  const server = await Server.startDemo(release.folder);
  await signIn(page, server, 'Amira H.');
  await openStored(page, server.url);
  await expect(page.locator(`html[data-build="${await release.build()}"]`)).toBeAttached();
  await page.context().setOffline(true);
  await meetTarget(page);
  await expect(page.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  await page.context().setOffline(false);
  await allSent(page);
  expect(await metTargets(server)).toHaveLength(1);

  // What it wrote last, with no network, goes out from the build of today.
  await page.context().setOffline(true);
  await meetTarget(page);
  await server.stop();
  await release.becomeToday();
  await server.run('--min-build', await release.build());
  await page.context().setOffline(false);
  await showsBy(page, 'A new version is ready.');
  await page.getByRole('button', { name: 'Use it now' }).click();
  await expect(page.locator(`html[data-build="${await release.build()}"]`)).toBeAttached();
  await allSent(page);
  expect(await metTargets(server)).toHaveLength(2);
  await server.stop();
  await release.remove();
});

/** Says in an answer what a newer server might: new words wherever there are words, and fields that nobody knows. */
function ofTomorrow(reply: any): any {
  const target = (record: any) =>
    record.kind === 'target' && record.body.text.startsWith('Have one harder')
      ? { ...record, body: { ...record.body, status: 'paused', area: 'wellbeing', pause_ends: '2027-10-01' } }
      : record;
  const unread = (scope: string) => ({ id: crypto.randomUUID(), scope, kind: 'hologram', body: {}, shape: 'round' });
  return {
    ...reply,
    weather: { in: 'school' },
    min_build: NEW_BUILD,
    acks: reply.acks?.map((ack: any) => ({ ...ack, outcome: ack.outcome === 'applied' ? 'postponed' : ack.outcome })),
    scopes: reply.scopes && {
      ...reply.scopes,
      new: reply.scopes.new?.map((scope: any) => ({ ...scope, roles: [...scope.roles, 'phase_lead'] })),
    },
    pages: reply.pages?.map((page: any) => ({
      ...page,
      put: page.put && [...page.put.map(target), unread(page.scope)],
    })),
  };
}

async function answerWith(route: Route, change: (reply: any) => any): Promise<void> {
  const response = await route.fetch().catch(() => undefined);
  // The server is not there just now; and a page that has renewed itself waits for no answer.
  const answered = !response
    ? route.abort()
    : route.fulfill(response.ok() ? { response, json: change(await response.json()) } : { response });
  await answered.catch(() => undefined);
}

test('in front of a server with words from the future a phone shows what it can, goes on sending, and asks for the new build', async ({ page, ownDemo }) => {
  await page.route('**/api/v1/sync', (route) => answerWith(route, ofTomorrow));
  await signIn(page, ownDemo, 'Amira H.');
  await page.getByRole('link', { name: 'Targets' }).click();
  const strange = page.locator('.target', { hasText: 'Have one harder question ready' });
  await expect(strange.getByText('As a newer version says')).toBeVisible();
  await expect(strange.getByText('Another area')).toBeVisible();
  const known = page.locator('.target', { hasText: 'Wait three seconds before taking an answer' });
  await known.getByRole('button', { name: 'Met' }).click();
  await expect(known.locator('[data-status=met]')).toBeVisible();
  await allSent(page);
  expect(await metTargets(ownDemo)).toHaveLength(1);
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page.getByText('Another role').first()).toBeVisible();
});

test('an answer that only a newer build can read keeps everything here, and goes through when it comes', async ({ page }) => {
  const release = await Release.copy();
  const server = await Server.startDemo(release.folder);
  await arrive(page, server);
  await page.route('**/api/v1/sync', (route) => answerWith(route, (reply) => ({ ...reply, acks: 'all of them' })));
  await capture(page, 'Amira H.');
  await page.goto(server.url);
  await expect(page.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  await release.replace(false);
  await server.stop();
  await server.run();
  await showsBy(page, 'A new version is ready.');
  await page.getByRole('button', { name: 'Use it now' }).click();
  await expect(page.locator(`html[data-build="${NEW_BUILD}"]`)).toBeAttached();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await look(page);
  await allSent(page);
  const written = await server.query<{ body: any }>(`select body from record where kind = 'notes' and body::text like $1`, [`%${NOTES[0]}%`]);
  expect(written).toHaveLength(1);
  await server.stop();
  await release.remove();
});
