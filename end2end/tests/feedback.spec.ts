import { legible } from '../support/legible.ts';
import { type Stored, act, received } from '../support/record.ts';
import type { Server } from '../support/server.ts';
import { type Page, expect, phone, signIn, test, turn } from '../support/test.ts';
import { look } from '../support/time.ts';
import { crash, kept } from '../support/stored.ts';

const REPLY = 'I will have the harder question on the board before they ask.';

/** Opens the newest feedback of whoever is signed in. */
async function openNewest(page: Page): Promise<void> {
  await page.locator('.entry').first().click();
  await expect(page.getByRole('heading', { level: 1, name: /^9B Science/ })).toBeVisible();
}

/** Opens the same feedback on another device. */
async function openAs(page: Page, server: Server, name: string, address: string): Promise<void> {
  await signIn(page, server, name);
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1, name: /^9B Science/ })).toBeVisible();
}

/** The feedback that a page shows, as it travels. */
async function shownOn(page: Page): Promise<Stored> {
  const all = await received(page, 'feedback');
  return all.find(({ id }) => page.url().endsWith(id))!;
}

test('the trainee reads and answers with no network, and the mentor sees it by itself', async ({
  page,
  context,
  ownDemo,
}) => {
  await signIn(page, ownDemo, 'Amira H.');
  await expect(page.locator('.entry.new')).toHaveCount(1);
  await context.setOffline(true);
  await openNewest(page);
  await expect(page.getByText('Waiting gets longer answers')).toBeVisible();
  await page.getByLabel('Your reply').fill(REPLY);
  await page.getByRole('button', { name: 'I have read this' }).click();
  await expect(page.getByRole('heading', { name: /^Amira H. has read this/ })).toBeVisible();
  await expect(page.getByLabel('Your reply')).toBeHidden();
  await page.getByRole('link', { name: 'Feedback' }).click();
  await expect(page.locator('.entry').first().locator('[data-state=waiting]')).toBeVisible();
  await page.locator('.entry').first().click();
  const address = page.url();

  const mentor = await phone(context);
  await openAs(mentor, ownDemo, 'Grace W.', address);
  await expect(mentor.locator('[data-state=sent]')).toBeVisible();
  await expect(mentor.getByLabel('Your reply')).toBeHidden();
  await context.setOffline(false);
  await expect(mentor.locator('[data-state=acknowledged]')).toBeVisible();
  await expect(mentor.getByText(REPLY)).toBeVisible();
  await expect(page.locator('[data-state=acknowledged]')).toBeVisible();
  await mentor.context().close();
});

test('opening it once marks it read, and the mentor sees by whom', async ({ page, context, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await openNewest(page);
  await expect(page.locator('[data-state=read]')).toHaveText('Read');
  const mentor = await phone(context);
  await openAs(mentor, ownDemo, 'Grace W.', page.url());
  await expect(mentor.locator('[data-state=read]')).toHaveText(/^Read by Amira H\. /);
  await mentor.getByText('Who can see this?').click();
  await expect(mentor.getByText('Helen B. · Personal tutor')).toBeVisible();
  await mentor.context().close();
});

test('the renderer dies in the middle of a reply: its words are still there', async ({ page, context, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await openNewest(page);
  await page.getByLabel('Your reply').fill('Half a thought');
  await kept(page, 'Half a thought');
  const address = page.url();
  await crash(page);
  const again = await context.newPage();
  await again.goto(address);
  await expect(again.getByLabel('Your reply')).toHaveValue('Half a thought');
});

test('changed feedback shows the reason and both texts, and is answered anew', async ({
  page,
  context,
  ownDemo,
}) => {
  await signIn(page, ownDemo, 'Amira H.');
  await page.locator('.entry').nth(1).click();
  await expect(page.locator('[data-state=acknowledged]')).toBeVisible();
  await expect(page.getByRole('button', { name: 'I have read this' })).toBeHidden();
  const mentor = await phone(context);
  await openAs(mentor, ownDemo, 'Grace W.', page.url());
  const feedback = await shownOn(mentor);
  await act(mentor, feedback, 'amend', {
    training: feedback.body.training,
    reason: 'I mixed up two lessons.',
    edits: [{ path: 'discussion', base: feedback.body.discussion, value: 'We spoke about the pause.' }],
  });
  await look(page);
  await expect(page.getByRole('heading', { name: /^Version 2, changed/ })).toBeVisible();
  await expect(page.getByText('I mixed up two lessons.')).toBeVisible();
  await expect(page.getByText('We spoke about the pause.')).toBeVisible();
  await expect(page.getByText('what the silence feels like')).toBeHidden();
  await page.getByText('What it said before').click();
  await expect(page.getByText('what the silence feels like')).toBeVisible();
  await page.getByRole('button', { name: 'I have read this' }).click();
  await expect(page.getByRole('heading', { name: /^Amira H. has read this/ })).toHaveCount(2);
  await mentor.context().close();
});

test('what was changed before it was opened is new; what was opened before it was changed is not read', async ({
  page,
  context,
  ownDemo,
}) => {
  await signIn(page, ownDemo, 'Amira H.');
  const newest = page.locator('.entry').first();
  const address = ownDemo.url + (await newest.getAttribute('href'));
  const mentor = await phone(context);
  await openAs(mentor, ownDemo, 'Grace W.', address);
  const change = async (value: string) => {
    const feedback = await shownOn(mentor);
    const [id, strength] = Object.entries<{ text: string }>(feedback.body.strengths)[0]!;
    const edits = [{ path: `strengths/${id}/text`, base: strength.text, value }];
    await act(mentor, feedback, 'amend', { training: feedback.body.training, reason: 'A slip.', edits });
  };
  await change('Said better.');
  await look(page);
  await expect(newest.getByText('Said better.')).toBeVisible();
  await expect(newest.locator('.chip').first()).toHaveText('New');

  await context.setOffline(true);
  await openNewest(page);
  await expect(page.getByText('Said better.')).toBeVisible();
  await page.getByRole('link', { name: 'Feedback' }).click();
  await expect(page.locator('.entry.new')).toHaveCount(0);
  await change('Said best.');
  await context.setOffline(false);
  await expect(newest.locator('.chip').first()).toHaveText('Changed');
  // A tab that is open behind another one is read by nobody.
  await context.setOffline(true);
  await turn(page, 'hidden');
  await openNewest(page);
  await expect(page.getByText('Said best.')).toBeVisible();
  await expect(page.locator('[data-state=sent]')).toBeVisible();
  await turn(page, 'visible');
  await expect(page.locator('[data-state=waiting]')).toBeVisible();
  await context.setOffline(false);
  await expect(mentor.locator('[data-state=read]')).toBeVisible();
  await mentor.context().close();
});

test('what was taken back shows who and why, and no word of it', async ({ page, context, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await openNewest(page);
  const mentor = await phone(context);
  await openAs(mentor, ownDemo, 'Grace W.', page.url());
  const feedback = await shownOn(mentor);
  await act(mentor, feedback, 'withdraw', {
    training: feedback.body.training,
    targets: Object.keys(feedback.body.targets),
    reason: 'This was about another lesson.',
  });
  await look(page);
  await expect(page.getByRole('heading', { name: /^Grace W. took this feedback back/ })).toBeVisible();
  await expect(page.getByText('This was about another lesson.')).toBeVisible();
  await expect(page.getByText('Waiting gets longer answers')).toBeHidden();
  await expect(page.getByRole('button', { name: 'I have read this' })).toBeHidden();
  await mentor.context().close();
});

test('who has no feedback yet is told what will be here', async ({ page, ownDemo }) => {
  await ownDemo.query(`update record set deleted = true where kind = 'feedback'`);
  await signIn(page, ownDemo, 'Amira H.');
  await expect(page.getByText('No feedback yet')).toBeVisible();
  await legible(page, 'feedback-none');
});

test('an address whose feedback is not here says so calmly', async ({ page, demo }) => {
  await signIn(page, demo, 'Kenji M.');
  await page.goto(`${demo.url}/feedback/01936c1e-0000-7000-8000-000000000001`);
  await expect(page.getByText('Nothing of this is on this device.')).toBeVisible();
  await legible(page, 'feedback-not-here');
  await page.goto(`${demo.url}/feedback/nothing`);
  await expect(page.getByText('Nothing of this is on this device.')).toBeVisible();
});
