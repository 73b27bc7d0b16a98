import { legible } from '../support/legible.ts';
import { act, received } from '../support/record.ts';
import { expect, phone, signIn, test } from '../support/test.ts';

test('the trainee finds the targets, says how far one has come, and goes to its feedback', async ({
  page,
  context,
  ownDemo,
}) => {
  await signIn(page, ownDemo, 'Amira H.');
  await page.getByRole('link', { name: 'Targets' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Targets' })).toBeVisible();
  const question = page.locator('.target', { hasText: 'Have one harder question ready' });
  await expect(question.getByText('How we will know')).toBeVisible();
  await expect(question.locator('[data-status=open]')).toBeVisible();
  await context.setOffline(true);
  await question.getByRole('button', { name: 'Being practised' }).click();
  await expect(question.locator('[data-status=worked_on]')).toBeVisible();
  await expect(question.locator('[data-state=waiting]')).toBeVisible();
  await context.setOffline(false);
  await expect(question.locator('[data-state=waiting]')).toBeHidden();
  await question.getByRole('button', { name: 'Met' }).click();
  await expect(page.locator('.group').last().locator('.target', { hasText: 'harder question' })).toBeVisible();
  await question.getByRole('link', { name: /^From the feedback of/ }).click();
  await expect(page.getByText('Waiting gets longer answers')).toBeVisible();
});

test('two versions of a target are both shown, and one is chosen', async ({ page, context, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await page.getByRole('link', { name: 'Targets' }).click();
  const question = page.locator('.target', { hasText: 'Have one harder question ready' });
  await expect(question).toBeVisible();
  await context.setOffline(true);
  await question.getByRole('button', { name: 'Met' }).click();
  await expect(question.locator('[data-status=met]')).toBeVisible();
  const mentor = await phone(context);
  await signIn(mentor, ownDemo, 'Grace W.');
  const all = await received(mentor, 'target');
  const target = all.find(({ body }) => body.text.startsWith('Have one harder question'))!;
  const edits = [{ path: 'status', base: 'open', value: 'carried_over' }];
  await act(mentor, target, 'edit', { edits });
  await context.setOffline(false);
  await expect(question.getByText('This was written on two devices.')).toBeVisible();
  await question.locator('.version', { hasText: 'Met' }).getByRole('button', { name: 'Use this one' }).click();
  await expect(question.locator('[data-status=met]')).toBeVisible();
  await expect(question.getByText('This was written on two devices.')).toBeHidden();
  await mentor.context().close();
});

test('who has no targets yet is told what will be here, and a mentor where they are', async ({ page, ownDemo }) => {
  await ownDemo.query(`update record set deleted = true where kind = 'target'`);
  await signIn(page, ownDemo, 'Amira H.');
  await page.goto(`${ownDemo.url}/targets`);
  await expect(page.getByText('No targets yet')).toBeVisible();
  await legible(page, 'targets-none');
  await page.context().clearCookies();
  await signIn(page, ownDemo, 'Grace W.');
  await page.goto(`${ownDemo.url}/targets`);
  await expect(page.getByText('Targets are with each trainee')).toBeVisible();
  await legible(page, 'targets-mentor');
  await page.getByRole('link', { name: 'Go to the start' }).click();
  await expect(page.getByRole('link', { name: 'Observe Amira H.' })).toBeVisible();
});

test('a day that has passed is said of what is worked on, and of nothing that is met', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await page.clock.setFixedTime(Date.now() + 40 * 24 * 60 * 60 * 1_000);
  await page.getByRole('link', { name: 'Targets' }).click();
  const question = page.locator('.target', { hasText: 'Have one harder question ready' });
  await expect(question.getByText('Its day has passed')).toBeVisible();
  await legible(page, 'targets-late');
  await question.getByRole('button', { name: 'Met' }).click();
  await expect(question.locator('[data-status=met]')).toBeVisible();
  await expect(question.getByText('Its day has passed')).toHaveCount(0);
});
