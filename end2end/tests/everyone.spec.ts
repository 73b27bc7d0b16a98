import { randomUUID } from 'node:crypto';
import { legible } from '../support/legible.ts';
import { NOTES, ONCE, STRENGTH, TALK, arrive, arrived, capture, compose, field, note, notes, observe, send } from '../support/mentor.ts';
import type { Server } from '../support/server.ts';
import { kept } from '../support/stored.ts';
import { expect, type Page, signIn, test } from '../support/test.ts';
import { feedback, meetTarget, placement } from '../support/work.ts';

const DAY = 24 * 60 * 60 * 1000;

/** The role of a person ends now, as an administrator would end it. */
async function endRole(server: Server, person: string, scope: string): Promise<void> {
  const words = 'update role_grant set until_at = now() where person = $1 and scope = $2';
  await server.query(words, [person, scope]);
}

/** Feedback that was sent in a placement before. */
async function sentTo(server: Server, shared: string): Promise<string> {
  const words = `select id from record where kind = 'feedback' and scope = $1 limit 1`;
  const [sent] = await server.query<{ id: string }>(words, [shared]);
  return sent!.id;
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

test('what was sent can be taken back while it waits; the rest goes', async ({ page, ownDemo }) => {
  await arrive(page, ownDemo);
  await page.context().setOffline(true);
  await capture(page, 'Amira H.');
  await compose(page);
  await send(page, 'Amira H.');
  // The lesson, its notes, and the feedback with the draft it was: as many cards as are counted.
  await page.getByRole('link', { name: 'Not sent · 3' }).click();
  await expect(page.locator('.unsent').getByRole('heading')).toHaveText([/^Lesson, /, /^Notes, /, /^Feedback, /]);
  const card = page.locator('.unsent').filter({ has: page.getByRole('heading', { name: /^Feedback, Amira H\., Science 9B/ }) });
  await card.getByRole('link', { name: /^Feedback, / }).click();
  await expect(page.getByText(STRENGTH)).toBeVisible();
  await page.goBack();
  await card.getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('Taken back. It has not been sent.')).toBeVisible();
  await expect(card).toHaveCount(0);
  await page.context().setOffline(false);
  await expect(page.getByText('Everything has been sent.')).toBeVisible({ timeout: 30_000 });
  expect(await arrived(ownDemo)).toEqual({ ...ONCE, feedback: [] });
});

test('a mentor whose role ends with no network sees the placement go, and keeps notes and draft', async ({
  page,
  ownDemo,
}) => {
  const amira = await placement(ownDemo, 'Grace W.', 'Amira H.');
  const before = await sentTo(ownDemo, amira.shared);
  await arrive(page, ownDemo);
  await page.context().setOffline(true);
  await capture(page, 'Amira H.');
  const lesson = page.url();
  await compose(page);
  await endRole(ownDemo, amira.mentor, amira.shared);
  await page.context().setOffline(false);

  // The screen on which the draft was being written now shows what it says.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your text is kept', { timeout: 20_000 });
  await expect(page.getByText(TALK)).toBeVisible();
  await legible(page, 'left-draft');
  await page.goto(`${ownDemo.url}/feedback/${before}`);
  await expect(page.getByText('Nothing of this is on this device.')).toBeVisible();
  await legible(page, 'not-here');
  await page.goto(ownDemo.url);
  await expect(page.getByRole('link', { name: 'Observe Tunde O.' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Observe Amira H.' })).toHaveCount(0);

  await page.getByRole('link', { name: 'Not sent · 1' }).click();
  const card = page.locator('.unsent');
  await expect(card).toContainText('Needs you');
  await expect(card).toContainText("You are no longer this trainee's mentor. Your text is kept.");
  await card.getByRole('link', { name: 'Your notes of this lesson' }).click();
  await expect(page).toHaveURL(lesson);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your notes are kept');
  await expect(notes(page)).toHaveText(NOTES.map((text) => new RegExp(text)));
  await legible(page, 'left-notes');
  await page.getByRole('link', { name: 'Your feedback on this lesson' }).click();
  await expect(page.getByText(STRENGTH)).toBeVisible();
  await expect(page.getByText(TALK)).toBeVisible();
  expect(await arrived(ownDemo)).toEqual({ lessons: 0, notes: ONCE.notes, feedback: [] });
});

test('feedback that waits when the role of its author ends needs them, word for word', async ({
  page,
  context,
  ownDemo,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const amira = await placement(ownDemo, 'Grace W.', 'Amira H.');
  await arrive(page, ownDemo);
  await context.setOffline(true);
  await capture(page, 'Amira H.');
  const lesson = page.url();
  await field(page).pressSequentially('Half a thought');
  await kept(page, 'Half a thought');
  await page.goto(`${lesson}/feedback?step=3`);
  await page.getByLabel('What you talked about').fill(TALK);
  await send(page, 'Amira H.');
  await endRole(ownDemo, amira.mentor, amira.shared);
  await context.setOffline(false);

  await expect(page.getByText('Nothing of this is on this device.')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Not sent · 2' }).click();
  const cards = page.locator('.unsent');
  const card = cards.filter({ has: page.getByRole('heading', { name: 'Feedback' }) });
  await expect(card).toContainText("You are no longer this trainee's mentor. Your text is kept.");
  await card.getByText('Your words').click();
  await expect(card).toContainText(TALK);
  await card.getByRole('button', { name: 'Copy text' }).click();
  await expect(card).toContainText('Copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(TALK);
  await card.getByRole('button', { name: 'I have seen this' }).click();
  await expect(cards).toHaveCount(1);
  await cards.getByRole('link', { name: 'Your notes of this lesson' }).click();
  await expect(notes(page)).toHaveText([...NOTES, 'Half a thought'].map((text) => new RegExp(text)));
  await page.goto(`${ownDemo.url}/not-sent`);
  await cards.getByRole('button', { name: 'I have seen this' }).click();
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
  expect(await arrived(ownDemo)).toEqual({ lessons: 0, notes: ONCE.notes, feedback: [] });
});

test('whose role reads lists online is told why nothing is on the device', { tag: '@desktop' }, async ({ page, demo }) => {
  await signIn(page, demo, 'David T.');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Nothing of yours is kept on this device');
  await legible(page, 'home-nothing');
});

test('the trainee of another school is not there, by address or through the API', async ({ page, demo }) => {
  const lucia = await placement(demo, 'Marta S.', 'Lucía R.');
  const theirs = await sentTo(demo, lucia.shared);
  await signIn(page, demo, 'Grace W.');
  for (const address of [`/trainees/${lucia.trainee}`, `/feedback/${theirs}`]) {
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

/** A mentor with something refused, and something that has waited for a day. */
async function everything(page: Page, server: Server): Promise<void> {
  const tunde = await placement(server, 'Grace W.', 'Tunde O.');
  await arrive(page, server);
  await page.context().setOffline(true);
  await capture(page, 'Tunde O.');
  await endRole(server, tunde.mentor, tunde.shared);
  await page.context().setOffline(false);
  await page.goto(`${server.url}/not-sent`);
  await expect(page.getByText('Needs you')).toBeVisible({ timeout: 20_000 });
  await page.goto(server.url);
  await page.context().setOffline(true);
  await observe(page, 'Amira H.');
  await note(page, NOTES[0]!);
  await page.clock.setFixedTime(Date.now() + DAY);
  await page.goto(`${server.url}/not-sent`);
}

test('what is not sent is legible to everyone', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await page.goto(`${ownDemo.url}/not-sent`);
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
  await legible(page, 'not-sent-nothing');
  await everything(page, ownDemo);
  await expect(page.locator('.unsent')).toHaveCount(3);
  await expect(page.getByText('Connect to a network')).toHaveCount(2);
  await page.getByText('Your words').click();
  await legible(page, 'not-sent');
});
