import { legible } from '../support/legible.ts';
import { type Stored, act, received } from '../support/record.ts';
import { expect, type Page, phone, signIn, test } from '../support/test.ts';

/** What the mentor changes, so that every form of feedback and of a target is met. */
async function change(mentor: Page, feedback: Stored[]): Promise<void> {
  const [first] = feedback.filter(({ body }) => 'acknowledgements' in body);
  const { training, discussion } = first!.body;
  const edits = [{ path: 'discussion', base: discussion, value: 'Try naming the pupil after the pause.' }];
  await act(mentor, first!, 'amend', { training, reason: 'One sentence was about another class.', edits });
  const targets = await received(mentor, 'target');
  const met = targets.find(({ body }) => body.text.startsWith('Have one harder question'))!;
  await act(mentor, met, 'edit', { edits: [{ path: 'status', base: 'open', value: 'carried_over' }] });
}

test('what a trainee reads is legible to everyone', async ({ page, context, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await expect(page.locator('.entry')).toHaveCount(2);
  await legible(page, 'feedback-list');
  await page.getByRole('link', { name: 'Targets' }).click();
  await expect(page.locator('.target')).toHaveCount(2);
  await legible(page, 'targets');

  await context.setOffline(true);
  await page.locator('.target', { hasText: 'harder question' }).getByRole('button', { name: 'Met' }).click();
  await expect(page.locator('[data-status=met]')).toBeVisible();
  const mentor = await phone(context);
  await signIn(mentor, ownDemo, 'Grace W.');
  const feedback = (await received(mentor, 'feedback')).filter(({ body }) => body.quotes);
  const mine = feedback.filter(({ body }) => JSON.stringify(body.strengths).match(/Routines settle|Waiting gets/));
  await change(mentor, mine);
  await context.setOffline(false);
  await expect(page.getByText('This was written on two devices.')).toBeVisible();
  await legible(page, 'targets-versions');

  await page.getByRole('link', { name: 'Feedback', exact: true }).click();
  await page.locator('.entry').first().click();
  await expect(page.locator('[data-state=read]')).toBeVisible();
  await legible(page, 'feedback');
  await page.getByLabel('Your reply').fill('Thank you. I will have the harder question on the board.');
  await page.getByRole('button', { name: 'I have read this' }).scrollIntoViewIfNeeded();
  await legible(page, 'feedback-reply');

  await page.getByRole('link', { name: 'Feedback', exact: true }).click();
  await page.locator('.entry').nth(1).click();
  await page.getByText('What it said before').click();
  await legible(page, 'feedback-amended');
  await mentor.context().close();
});
