import { legible } from '../support/legible.ts';
import { act, received } from '../support/record.ts';
import { kept } from '../support/stored.ts';
import { expect, type Page, phone, signIn, test } from '../support/test.ts';
import { ownClock, pass } from '../support/time.ts';

const DUTY = 'Look after the library at lunch';
const TOOK = 'They come because it is quiet. I will begin my own lessons with two minutes of it.';

/** The line of an opportunity in a list. */
const line = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

/** A mentor on the page of their trainee. */
async function mentorOf(page: Page, server: { url: string }, trainee: string): Promise<void> {
  await signIn(page, server, 'Grace W.');
  await page.getByRole('link', { name: trainee, exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Opportunities' })).toBeVisible();
}

/** Offers a duty, as a thumb does it. */
async function offer(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Offer an opportunity' }).click();
  await page.getByRole('button', { name: 'A duty' }).click();
  await page.getByLabel('What it is').fill(text);
  await page.getByRole('button', { name: /^Offer it to/ }).click();
  await expect(line(page, text)).toBeVisible();
}

test('offered with no network, taken, reflected on across a reload, and read by the mentor', async ({
  page,
  context,
  ownDemo,
}) => {
  const mentor = page;
  await mentorOf(mentor, ownDemo, 'Amira H.');
  const trainee = await phone(context);
  await signIn(trainee, ownDemo, 'Amira H.');
  await trainee.getByRole('link', { name: 'Targets' }).click();

  await context.setOffline(true);
  await mentor.getByRole('button', { name: 'Offer an opportunity' }).click();
  await mentor.getByRole('button', { name: 'Offer it to Amira H.' }).click();
  await expect(mentor.getByText('Say what it is, in a few words')).toBeVisible();
  await mentor.getByRole('button', { name: 'A duty' }).click();
  await mentor.getByLabel('What it is').fill(DUTY);
  await kept(mentor, DUTY);
  await mentor.reload();
  await expect(mentor.getByLabel('What it is')).toHaveValue(DUTY);
  await expect(mentor.getByRole('button', { name: 'A duty', pressed: true })).toBeVisible();
  await mentor.getByLabel('Where, when and with whom').fill('Thursdays, with Ms Lowe');
  await legible(mentor, 'opportunity-offer');
  await mentor.getByRole('button', { name: 'Offer it to Amira H.' }).click();
  await expect(line(mentor, DUTY).locator('[data-state=waiting]')).toBeVisible();
  await expect(mentor.getByRole('button', { name: 'Offer an opportunity' })).toBeVisible();
  await expect(line(trainee, DUTY)).toHaveCount(0);
  await context.setOffline(false);
  await expect(line(mentor, DUTY).locator('[data-state=offered]')).toBeVisible({ timeout: 30_000 });

  await line(trainee, DUTY).getByRole('link').click();
  await expect(trainee.getByRole('heading', { level: 1, name: 'A duty' })).toBeVisible();
  await expect(trainee.getByText('Thursdays, with Ms Lowe')).toBeVisible();
  await expect(trainee.getByRole('link', { name: 'Targets' })).toHaveAttribute('aria-current', 'true');
  await expect(trainee.getByRole('button', { name: 'Change it' })).toHaveCount(0);
  await legible(trainee, 'opportunity-offered');
  await trainee.context().setOffline(true);
  await trainee.getByRole('button', { name: 'I did this' }).click();
  const words = trainee.getByRole('textbox', { name: 'What you took from it' });
  await words.fill(TOOK.slice(0, 30));
  await kept(trainee, TOOK.slice(0, 30));
  await trainee.reload();
  await expect(words).toHaveValue(TOOK.slice(0, 30));
  await words.fill(TOOK);
  await legible(trainee, 'opportunity-answer');
  await trainee.getByRole('button', { name: 'Save' }).click();
  await expect(trainee.locator('[data-state=waiting]')).toBeVisible();
  await expect(trainee.getByText(TOOK)).toBeVisible();
  await trainee.context().setOffline(false);
  await expect(trainee.locator('[data-state=reflected]')).toBeVisible({ timeout: 30_000 });

  await expect(line(mentor, DUTY).locator('[data-state=reflected]')).toBeVisible({ timeout: 20_000 });
  await line(mentor, DUTY).getByRole('link').click();
  await expect(mentor.getByRole('heading', { name: 'What Amira H. took from it' })).toBeVisible();
  await expect(mentor.getByText(TOOK)).toBeVisible();
  for (const name of ['Change it', 'Withdraw it', 'I did this']) {
    await expect(mentor.getByRole('button', { name })).toHaveCount(0);
  }
  await legible(mentor, 'opportunity-reflected');
  await trainee.context().close();
});

test('the mentor changes what is still offered, withdraws it, and takes that back in time', async ({ page, ownDemo }) => {
  await mentorOf(page, ownDemo, 'Amira H.');
  await page.getByText('Who can see this?').scrollIntoViewIfNeeded();
  await legible(page, 'trainee-opportunities');
  await offer(page, DUTY);
  await line(page, DUTY).getByRole('link').click();
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByLabel('What it is').fill(`${DUTY}, on Thursdays`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#opportunity')).toContainText('on Thursdays');

  await ownClock(page);
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await expect(page.getByText('This opportunity was withdrawn')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('#opportunity')).toContainText('on Thursdays');
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await legible(page, 'opportunity-withdrawn');
  await pass(page, 10);
  await expect(page.getByRole('button', { name: /^(Undo|Take back)/ })).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText('This opportunity was withdrawn')).toBeVisible();
  const left = `select 1 from record where kind = 'opportunity' and not deleted and body->>'text' like $1`;
  await expect.poll(() => ownDemo.query(left, [`${DUTY}%`])).toEqual([]);
});

test('taken by a slip is taken back, and two versions of what was taken from it are both shown', async ({
  page,
  context,
  ownDemo,
}) => {
  const mentor = await phone(context);
  await mentorOf(mentor, ownDemo, 'Amira H.');
  await offer(mentor, DUTY);
  await signIn(page, ownDemo, 'Amira H.');
  await page.getByRole('link', { name: 'Targets' }).click();
  await line(page, DUTY).getByRole('link').click();
  await page.getByRole('button', { name: 'I did this' }).click();
  await page.getByRole('button', { name: 'Not done yet' }).click();
  await expect(page.locator('[data-state=offered]')).toBeVisible();
  await page.getByRole('button', { name: 'I did this' }).click();
  await expect(page.locator('[data-state=taken]')).toBeVisible();

  await context.setOffline(true);
  await page.getByRole('textbox', { name: 'What you took from it' }).fill(TOOK);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(TOOK)).toBeVisible();
  const elsewhere = await phone(context);
  await signIn(elsewhere, ownDemo, 'Amira H.');
  const duty = (await received(elsewhere, 'opportunity')).find(({ body }) => body.text === DUTY)!;
  await act(elsewhere, duty, 'edit', { edits: [{ path: 'reflection', value: 'Written on the train.' }] });
  await context.setOffline(false);
  await expect(page.getByText('This was written on two devices.')).toBeVisible({ timeout: 30_000 });
  await legible(page, 'opportunity-versions');
  await mentor.goto(page.url());
  await expect(mentor.locator('[data-state=two-versions]')).toBeVisible();
  await expect(mentor.getByRole('button', { name: 'Use this one' })).toHaveCount(0);
  await page.locator('.version', { hasText: TOOK }).getByRole('button', { name: 'Use this one' }).click();
  await expect(page.getByText('This was written on two devices.')).toBeHidden();
  await expect(mentor.getByText(TOOK)).toBeVisible({ timeout: 20_000 });
  for (const other of [mentor, elsewhere]) await other.context().close();
});
