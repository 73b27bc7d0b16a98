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

test('who has no targets yet is told what will be here', async ({ page, demo }) => {
  await signIn(page, demo, 'Grace W.');
  await page.goto(`${demo.url}/targets`);
  await expect(page.getByText('No targets yet')).toBeVisible();
});
