import { expect, phone, signIn, test } from '../support/test.ts';

// The story that must always work: a mentor with no network, from before the app opens until after the feedback is sent.
test('a lesson observed with no network reaches the trainee, exactly once', { tag: '@both' }, async ({ page, context, ownDemo }) => {
  const mentor = page;
  await signIn(mentor, ownDemo, 'Grace W.');
  await expect(mentor.getByText('Have one harder question ready')).toBeVisible();
  const trainee = await phone(context);
  await signIn(trainee, ownDemo, 'Amira H.');
  const list = trainee.getByRole('listitem');
  await expect(list.filter({ hasText: 'Waiting gets longer answers' })).toBeVisible();
  const before = await list.count();
  await mentor.close();

  await context.setOffline(true);
  const offline = await context.newPage();
  await offline.goto(ownDemo.url);
  await offline.getByRole('link', { name: 'Observe Amira H.' }).click();
  await offline.getByRole('button', { name: 'Start the lesson' }).click();
  const note = offline.getByRole('textbox', { name: /^Note/ });
  for (const [tag, text] of [
    ['Strength', 'Greets at the door, writing within two minutes'],
    ['Target', 'Takes the first hand up'],
  ]) {
    await offline.getByRole('button', { name: tag, exact: true }).click();
    await note.fill(text!);
    await note.press('Enter');
    await expect(offline.getByRole('list', { name: 'Notes' }).getByRole('listitem').last()).toContainText(text!);
  }
  await offline.getByRole('link', { name: 'Finish' }).or(offline.getByRole('button', { name: 'Finish' })).click();

  await offline.getByRole('button', { name: 'Use as a strength' }).first().click();
  await offline.getByLabel('Strength 1').fill('Your routine at the door settles the room');
  await offline.getByRole('link', { name: 'Next: targets' }).click();
  await offline.getByRole('button', { name: 'Add a target' }).click();
  await offline.getByLabel('Target 1', { exact: true }).fill('Count to three before you take an answer');
  await offline.getByLabel('How you will both know').fill('Two pupils who had no hand up have spoken');
  await offline.getByRole('link', { name: 'Next: talk and check' }).click();
  await offline.getByRole('button', { name: 'Send to Amira H.' }).click();
  await expect(offline.getByText('Waiting to send')).toBeVisible();
  await expect(offline.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();

  await context.setOffline(false);
  await expect(offline.getByText(/^Sent \d/)).toBeVisible({ timeout: 30_000 });

  // The trainee looks at the list and does nothing.
  const arrived = list.filter({ hasText: 'Your routine at the door settles the room' });
  await expect(arrived).toHaveCount(1, { timeout: 20_000 });
  await expect(list).toHaveCount(before + 1);
  await arrived.getByRole('link').click();
  await expect(trainee.getByText('Takes the first hand up')).toHaveCount(0);
  await expect(offline.getByText(/^Read by Amira H\./)).toBeVisible({ timeout: 20_000 });
  await trainee.getByLabel('Your reply').fill('I will write the number on my plan.');
  await trainee.getByRole('button', { name: 'I have read this' }).click();
  await expect(offline.getByText('I will write the number on my plan.')).toBeVisible({ timeout: 20_000 });
  await expect(offline.getByText('Acknowledged', { exact: true }).first()).toBeVisible();

  await trainee.getByRole('link', { name: 'Targets' }).click();
  await expect(trainee.getByText('Count to three before you take an answer')).toHaveCount(1);
  const sent = await ownDemo.query("select count(*)::int as n from record where kind = 'feedback' and body::text like '%at the door settles%'");
  expect(sent).toEqual([{ n: 1 }]);
  await trainee.context().close();
});
