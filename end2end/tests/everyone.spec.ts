import { randomUUID } from 'node:crypto';
import type { Server } from '../support/server.ts';
import { axe, expect, overflow, type Page, signIn, test } from '../support/test.ts';
import { feedback, leaveWaiting, meetTarget, placement } from '../support/work.ts';

const DAY = 24 * 60 * 60 * 1000;

/** The role of a person ends now, as an administrator would end it. */
async function endRole(server: Server, person: string, scope: string): Promise<void> {
  const words = 'update role_grant set until_at = now() where person = $1 and scope = $2';
  await server.query(words, [person, scope]);
}

test('what is not sent yet stands there in words, and amber begins after a day', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await page.context().setOffline(true);
  await meetTarget(page);
  await page.getByRole('link', { name: 'Not sent · 1' }).click();
  const card = page.locator('.unsent');
  await expect(card.getByRole('heading')).toHaveText(/^Target, Amira H\./);
  await expect(card).toContainText('Waiting to send');
  await expect(card).not.toContainText('Only on this device for more than a day');

  await page.clock.setFixedTime(Date.now() + DAY);
  await page.reload();
  await expect(card).toContainText('Connect to a network and keep Chalkline open for a moment.');
});

test('what was sent can be taken back while it waits', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await page.context().setOffline(true);
  const sent = feedback(await placement(ownDemo, 'Grace W.', 'Amira H.'));
  await leaveWaiting(page, sent, new Date(Date.now() + 60_000));
  await page.getByRole('link', { name: 'Not sent · 1' }).click();
  await expect(page.getByRole('heading', { name: /^Feedback, Amira H\., Science 9B/ })).toBeVisible();
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('Taken back. It has not been sent.')).toBeVisible();
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
});

test('a mentor whose role ends sees the placement go, and keeps the unsent text', async ({ page, ownDemo, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const amira = await placement(ownDemo, 'Grace W.', 'Amira H.');
  const [received] = await ownDemo.query<{ id: string }>(
    `select id from record where kind = 'feedback' and scope = $1 limit 1`,
    [amira.shared],
  );
  await signIn(page, ownDemo, 'Grace W.');
  await page.goto(`${ownDemo.url}/feedback/${received!.id}`);
  await expect(page.getByText('What we talked about').first()).toBeVisible();
  await context.setOffline(true);
  await leaveWaiting(page, feedback(amira));
  await expect(page.getByRole('link', { name: 'Not sent · 1' })).toBeVisible();
  await endRole(ownDemo, amira.mentor, amira.shared);
  await context.setOffline(false);

  await expect(page.getByText('Nothing of this is on this device.')).toBeVisible();
  await page.getByRole('link', { name: 'Not sent · 1' }).click();
  const card = page.locator('.unsent');
  await expect(card).toContainText('Needs you');
  await expect(card).toContainText("You are no longer this trainee's mentor. Your text is kept.");
  await card.getByText('Your words').click();
  await expect(card).toContainText('Every pupil had an answer ready before hands went up.');
  await card.getByRole('button', { name: 'Copy text' }).click();
  await expect(card).toContainText('Copied.');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('We talked about who speaks first, and who never does.');
  await card.getByRole('button', { name: 'I have seen this' }).click();
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
});

test('the trainee of another school is not there, by address or through the API', async ({ page, demo }) => {
  const lucia = await placement(demo, 'Marta S.', 'Lucía R.');
  const [theirs] = await demo.query<{ id: string }>(
    `select id from record where kind = 'feedback' and scope = $1 limit 1`,
    [lucia.shared],
  );
  await signIn(page, demo, 'Grace W.');
  for (const address of [`/trainees/${lucia.trainee}`, `/feedback/${theirs!.id}`]) {
    await page.goto(demo.url + address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('main')).not.toContainText('Luc');
    await expect(page.locator('main')).not.toBeEmpty();
  }

  const grace = await placement(demo, 'Grace W.', 'Amira H.');
  const { id, ...payload } = feedback({ ...lucia, mentor: grace.mentor });
  const answer = await page.request.post(`${demo.url}/api/v1/sync`, {
    headers: { origin: demo.url },
    data: {
      nonce: 'n', client: randomUUID(), person: grace.mentor, build: 'test', now: new Date().toISOString(),
      outbox_depth: 1, cursors: { all: {} }, push: [{ seq: 1, id, payload }],
    },
  });
  const text = await answer.text();
  expect(answer.status(), text).toBe(200);
  const { acks } = JSON.parse(text) as { acks: { outcome: string; problem: { code: string } }[] };
  expect(acks.map(({ outcome, problem }) => [outcome, problem.code])).toEqual([['rejected', 'not_allowed']]);
  expect(text).not.toContain(lucia.trainee);
  expect(text).not.toContain('Luc');
  expect(await demo.query('select 1 from quarantine where mutation = $1', [id])).toHaveLength(1);
  expect(await demo.query('select 1 from record where id = $1', [payload.record])).toHaveLength(0);
});

/** A mentor with something old, something held and something refused. */
async function everything(page: Page, server: Server): Promise<void> {
  const [amira, tunde] = [await placement(server, 'Grace W.', 'Amira H.'), await placement(server, 'Grace W.', 'Tunde O.')];
  await signIn(page, server, 'Grace W.');
  await page.context().setOffline(true);
  await leaveWaiting(page, feedback(tunde));
  await endRole(server, tunde.mentor, tunde.shared);
  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Not sent · 1' }).click();
  await expect(page.getByText('Needs you')).toBeVisible();
  await page.context().setOffline(true);
  const old = { ...feedback(amira, new Date(Date.now() - 30 * 60 * 60 * 1000)), action: 'edit', kind: 'lesson' };
  const edits = [{ path: 'class', base: '9B', value: '9C' }];
  await leaveWaiting(page, { ...old, record: amira.lesson, edits });
  await leaveWaiting(page, feedback(amira), new Date(Date.now() + DAY));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('what is not sent is legible to everyone', async ({ page, ownDemo }, info) => {
      const picture = async (name: string) => {
        await page.screenshot({ path: `pictures/${name}-${info.project.name}-${colorScheme}.png` });
        expect(await axe(page), name).toEqual([]);
        expect(await overflow(page), name).toBe(0);
      };
      await signIn(page, ownDemo, 'Grace W.');
      await page.goto(`${ownDemo.url}/not-sent`);
      await expect(page.getByText('Everything has been sent.')).toBeVisible();
      await picture('not-sent-nothing');
      await everything(page, ownDemo);
      await expect(page.locator('.unsent')).toHaveCount(3);
      await page.getByText('Your words').click();
      await picture('not-sent');
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      expect(await overflow(page)).toBe(0);
    });
  });
}
