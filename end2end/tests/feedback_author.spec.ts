import { legible } from '../support/legible.ts';
import { observe } from '../support/lesson.ts';
import { received } from '../support/record.ts';
import type { Server } from '../support/server.ts';
import { crash, kept } from '../support/stored.ts';
import { expect, type Page, phone, signIn, test, turn } from '../support/test.ts';
import { look, sendForGood } from '../support/time.ts';
import { allSent } from '../support/work.ts';

const NOTES = [
  { text: 'Greets at the door, settled in under two minutes', lesson_ms: 130_000, tag: 'strength', area: 'behaviour' },
  { text: 'Cold call, then waits. Pupil C extends the answer', lesson_ms: 392_000, tag: 'strength', area: 'pedagogy' },
  { text: 'Back row not writing. Has the instruction landed?', lesson_ms: 665_000, tag: 'question' },
  { text: 'Answers come before the class has thought', lesson_ms: 900_000, tag: 'target', area: 'pedagogy' },
];

/** A mentor at the beginning of the feedback on a lesson that was just observed. */
async function begin(page: Page, server: Server): Promise<string> {
  await signIn(page, server, 'Grace W.');
  const lesson = await observe(page, server, 'Amira H.', NOTES);
  await open(page, server, lesson);
  return lesson;
}

async function open(page: Page, server: Server, lesson: string): Promise<void> {
  await page.goto(`${server.url}/lessons/${lesson}/feedback`);
  // The lesson came to this device by the server alone.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: 'What went well?' })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(page.getByText(NOTES[0]!.text)).toBeVisible();
}

/** Writes a strength, a target and what was talked about, and stays before sending. */
async function write(page: Page): Promise<void> {
  await page.getByRole('listitem').filter({ hasText: 'Greets at the door' }).getByRole('button', { name: 'Use as a strength' }).click();
  await page.getByLabel('Strength 1').fill('Every pupil is writing within two minutes');
  await page.getByRole('link', { name: 'Next: targets' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What next?' })).toBeFocused();
  await page.getByRole('button', { name: 'Add a target' }).click();
  await expect(page.getByLabel('Target 1', { exact: true })).toBeFocused();
  await page.getByLabel('Target 1', { exact: true }).fill('Wait three seconds before taking an answer');
  await page.getByLabel('How you will both know').fill('Three different pupils answer in each part');
  // Right after another field was left, as a browser that fills in forms does it.
  await page.getByLabel('By when').fill('2026-12-24');
  await expect(page.getByText('Draft, only on this phone').or(page.getByText('Draft, kept in your account'))).toBeVisible();
  await expect(page.getByLabel('By when')).toHaveValue('2026-12-24');
  await page.getByLabel('By when').focus();
  await page.keyboard.type('01152027', { delay: 50 });
  await expect(page.getByLabel('By when')).toHaveValue('2027-01-15');
  await page.getByRole('button', { name: 'Pedagogy' }).click();
  await page.getByRole('link', { name: 'Next: talk and check' }).click();
  await page.getByLabel('What you talked about').fill('How silence feels longer at the front of the room.');
}

/** The feedback of the lesson as another person's session reads it, from the API. */
async function readAs(page: Page, server: Server, name: string, text: string): Promise<number> {
  const other = await page.context().browser()!.newContext();
  const theirs = await other.newPage();
  await theirs.goto(`${server.url}/sign-in`);
  await theirs.getByRole('button', { name: `Sign in as ${name}` }).click();
  await theirs.waitForURL(`${server.url}/`);
  const feedback = await received(theirs, 'feedback');
  await other.close();
  return feedback.filter((record) => JSON.stringify(record.body).includes(text)).length;
}

test('a mentor writes and sends with no network, and it goes out once', async ({ page, ownDemo, context }) => {
  await begin(page, ownDemo);
  await context.setOffline(true);
  await page.getByText('What belongs to which area?').click();
  await expect(page.getByText('Managing Behaviour')).toBeVisible();
  await write(page);
  const preview = page.getByRole('region', { name: 'What Amira H. will see' });
  await expect(preview.getByText('Every pupil is writing within two minutes')).toBeVisible();
  await expect(preview.getByText('Greets at the door')).toBeVisible();
  await expect(preview.getByText('Back row not writing')).toBeHidden();
  await sendForGood(page, 'Send to Amira H.');
  await expect(page).toHaveURL(/\/feedback\//);
  await expect(page.getByText('Waiting to send')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/^Sent \d/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Take back' })).toBeHidden();
  expect(await readAs(page, ownDemo, 'Amira H.', 'Every pupil is writing within two minutes')).toBe(1);
  expect(await readAs(page, ownDemo, 'Amira H.', 'Back row not writing')).toBe(0);
});

test('a page that is left sends what was typed, without waiting for a quiet moment', async ({ page, ownDemo }) => {
  await begin(page, ownDemo);
  await page.getByRole('button', { name: 'Add a strength' }).click();
  await expect(page.getByText('Draft, kept in your account')).toBeVisible();
  // From here on no time passes: neither the quiet seconds nor the next question come.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.getByLabel('Strength 1').fill('Typed, and then a call came');
  await turn(page, 'hidden');
  const arrived = async () =>
    (await ownDemo.query(`select 1 from record where kind = 'feedback_draft' and body::text like '%and then a call came%'`)).length;
  await expect.poll(arrived).toBe(1);
});

test('undo in time makes it a draft again, with every word', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  await begin(page, ownDemo);
  await write(page);
  // Two taps are one: undo takes back all of it.
  await page.getByRole('button', { name: 'Send to Amira H.' }).dblclick();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Talk and check' })).toBeVisible();
  await expect(page.getByLabel('What you talked about')).toHaveValue('How silence feels longer at the front of the room.');
});

test('for ten seconds it can be undone and goes nowhere, then it goes', async ({ page, ownDemo }) => {
  const lesson = await begin(page, ownDemo);
  await write(page);
  // From here on time passes only as it is let.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.getByRole('button', { name: 'Send to Amira H.' }).click();
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  const sent = async () =>
    (await ownDemo.query(`select 1 from record where kind = 'feedback' and body->>'lesson' = $1`, [lesson])).length;
  await page.clock.runFor(9_700);
  await expect(undo).toBeVisible();
  expect(await sent()).toBe(0);
  await page.clock.runFor(600);
  await expect(undo).toBeHidden();
  await expect.poll(sent).toBe(1);
});

test('feedback whose sending the app is closed on goes out at the next start, once', async ({ page, ownDemo, context }) => {
  const lesson = await begin(page, ownDemo);
  await write(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Send to Amira H.' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.close();

  const again = await context.newPage();
  await context.setOffline(false);
  await again.goto(`${ownDemo.url}/lessons/${lesson}/feedback`);
  await expect(again.getByRole('heading', { level: 1 })).toHaveText('This feedback has been sent');
  await legible(again, 'feedback-draft-sent');
  const sent = () => ownDemo.query(`select 1 from record where kind = 'feedback' and body->>'lesson' = $1`, [lesson]);
  await expect.poll(async () => (await sent()).length, { timeout: 30_000 }).toBe(1);
  await again.goto(`${ownDemo.url}/`);
  await allSent(again);
  expect(await readAs(again, ownDemo, 'Amira H.', 'Every pupil is writing within two minutes')).toBe(1);
});

test('what was sent is changed with a reason, and withdrawn with one', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  const lesson = await begin(page, ownDemo);
  await write(page);
  await sendForGood(page, 'Send to Amira H.');
  await expect(page.getByText(/^Sent \d/)).toBeVisible();
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByRole('button', { name: 'Send the change' }).click();
  await expect(page.getByText('Nothing is different yet')).toBeVisible();
  await page.getByLabel('Strength 1').fill('Every pupil is writing within three minutes');
  await page.getByRole('button', { name: 'Send the change' }).click();
  await expect(page.getByText('Say why, in a few words')).toBeVisible();
  await page.getByLabel('Why you change it').fill('I had the time wrong.');
  await page.getByRole('button', { name: 'Send the change' }).click();
  await expect(page.getByText('Version 2').first()).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Strength 1')).toHaveValue('Every pupil is writing within three minutes');
  await expect(page.getByLabel('Why you change it')).toHaveValue('I had the time wrong.');
  await expect(page.getByText('Version 2')).toHaveCount(0);
  await page.getByRole('button', { name: 'Send the change' }).click();
  // What is typed after it is newer: undo does not write over it.
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByLabel('What you talked about').fill('The clock of the room.');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Strength 1')).toHaveValue('Every pupil is writing within three minutes');
  await expect(page.getByLabel('What you talked about')).toHaveValue('The clock of the room.');
  await sendForGood(page, 'Send the change');
  await expect(page.getByText('Version 2').first()).toBeVisible();
  await expect(page.getByText(/^Sent \d/)).toBeVisible();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByLabel('Why you withdraw it').fill('It was about another lesson.');
  await legible(page, 'feedback-withdraw');
  await sendForGood(page, 'Withdraw this feedback');
  await expect(page.getByText('You withdrew this feedback.')).toBeVisible();
  await expect(page.getByText('It was about another lesson.')).toBeVisible();
  await expect(page.getByText('Withdrawn', { exact: true })).toBeVisible();
  await legible(page, 'feedback-withdrawn');
  await page.getByRole('link', { name: 'Your text is still in the draft' }).click();
  await expect(page).toHaveURL(`${ownDemo.url}/lessons/${lesson}/feedback`);
  await expect(page.getByText('Every pupil is writing within three minutes')).toBeVisible();
  await legible(page, 'feedback-draft-withdrawn');
});

test('a change that is left leaves no words behind; one that is half written is there after a reload', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  const lesson = await begin(page, ownDemo);
  await write(page);
  await sendForGood(page, 'Send to Amira H.');
  await expect(page.getByText(/^Sent \d/)).toBeVisible();
  const thirty = 'Every pupil is writing within thirty minutes';
  await change(page, thirty, 'A slip.');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Strength 1')).toHaveValue(thirty);
  await page.reload();
  await expect(page.getByLabel('Strength 1')).toHaveValue(thirty);
  await expect(page.getByLabel('Why you change it')).toHaveValue('A slip.');
  await page.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(page.getByRole('button', { name: 'Change it' })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByLabel('Why you withdraw it').fill('It was about another');
  await kept(page, 'It was about another');
  await page.reload();
  await expect(page.getByLabel('Why you withdraw it')).toHaveValue('It was about another');
  await page.getByRole('button', { name: 'Withdraw this feedback' }).click();
  await expect(page.getByText('You withdrew this feedback.')).toBeVisible();
  await page.goto(`${ownDemo.url}/lessons/${lesson}/feedback`);
  await expect(page.getByText('Every pupil is writing within two minutes')).toBeVisible();
  await expect(page.getByText(thirty)).toHaveCount(0);
});

test('what cannot be sent is named, and its field is found', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  await begin(page, ownDemo);
  await write(page);
  await page.getByRole('link', { name: 'Back' }).click();
  await page.getByLabel('By when').fill('2026-01-15');
  await expect(page.getByText('This day has passed.')).toBeVisible();
  await legible(page, 'feedback-draft-day-passed');
  await page.getByLabel('By when').fill('2099-01-15');
  await expect(page.getByText('This day has passed.')).toHaveCount(0);
  await page.getByLabel('Target 1', { exact: true }).fill('');
  await page.getByRole('link', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Use as a strength' }).first().click();
  await expect(page.getByLabel('Strength 2')).toBeVisible();
  await page.getByRole('button', { name: 'Use as a strength' }).first().click();
  await expect(page.getByRole('button', { name: 'Use as a strength' })).toHaveCount(0);
  await expect(page.getByText('There is room for three. To use another, remove one first.')).toBeVisible();
  await page.getByLabel('Strength 2').fill('x'.repeat(1_001));
  await page.getByRole('link', { name: 'Next: targets' }).click();
  await page.getByRole('link', { name: 'Next: talk and check' }).click();
  await page.getByRole('button', { name: 'Send to Amira H.' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText([
    'Say what to do for target 1, or remove it',
    /^Strength 2: Keep this under 1,?000 characters$/,
  ]);
  await legible(page, 'feedback-draft-unfit');
  await summary.getByRole('link', { name: /^Strength 2/ }).click();
  const strength = page.getByLabel('Strength 2');
  await expect(strength).toBeFocused();
  // Nothing takes the focus away while it is put right.
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await expect(strength).toHaveAccessibleDescription('');
  await page.keyboard.type('yz');
  await expect(strength).toBeFocused();
  await expect(strength).toHaveValue(/xyz$/);
  await summary.getByRole('link', { name: /^Strength 2/ }).click();
  await expect(strength).toBeFocused();
  await strength.fill('A calm start');
  await page.getByRole('link', { name: /^Say what to do/ }).click();
  const target = page.getByLabel('Target 1', { exact: true });
  await expect(target).toBeFocused();
  await expect(target).toHaveAccessibleDescription('Say what to do for target 1, or remove it');
  await target.fill('Wait three seconds before taking an answer');
  await expect(target).toHaveAccessibleDescription('');
});

test('two phones of a mentor edit one draft offline: fields merge, a clash is two versions', async ({ page, ownDemo, context }) => {
  const lesson = await begin(page, ownDemo);
  await page.getByRole('button', { name: 'Add a strength' }).click();
  await page.getByLabel('Strength 1').fill('A calm start');
  await page.getByLabel('Strength 1').blur();
  await draftKept(page);
  const other = await phone(context);
  await signIn(other, ownDemo, 'Grace W.');
  await open(other, ownDemo, lesson);
  await expect(other.getByLabel('Strength 1')).toHaveValue('A calm start');

  await Promise.all([context.setOffline(true), other.context().setOffline(true)]);
  await page.getByLabel('Strength 1').fill('A calm start at the door');
  await page.getByRole('button', { name: 'Behaviour' }).click();
  await other.getByLabel('Strength 1').fill('A calm and quick start');
  await other.getByRole('link', { name: 'Next: targets' }).click();
  await other.getByRole('link', { name: 'Next: talk and check' }).click();
  await other.getByLabel('What you talked about').fill('Entry routines.');
  await other.getByLabel('What you talked about').blur();
  await expect(other.getByText('Draft, only on this phone')).toBeVisible();

  await context.setOffline(false);
  await draftKept(page);
  await other.context().setOffline(false);
  await expect(other.getByText('Two versions').first()).toBeVisible({ timeout: 20_000 });

  await look(page);
  await expect(page.getByRole('group', { name: 'Two versions' })).toBeVisible();
  await expect(page.getByLabel('Strength 1')).toHaveValue('A calm start at the door');
  const versions = page.getByRole('group', { name: 'Two versions' });
  await expect(versions.getByText('A calm and quick start')).toBeVisible();
  await legible(page, 'feedback-draft-versions');
  await versions.getByRole('button', { name: 'Use this one' }).last().click();
  await expect(versions).toBeHidden();
  await expect(page.getByLabel('Strength 1')).toHaveValue('A calm and quick start');

  // The other phone follows; what only one of them wrote is on both.
  await look(other);
  await draftKept(other);
  await other.getByRole('link', { name: 'Back' }).click();
  await other.getByRole('link', { name: 'Back' }).click();
  await expect(other.getByLabel('Strength 1')).toHaveValue('A calm and quick start');
  await expect(other.getByRole('button', { name: 'Behaviour' })).toHaveAttribute('aria-pressed', 'true');
  await page.goto(`${ownDemo.url}/lessons/${lesson}/feedback?step=3`);
  await expect(page.getByLabel('What you talked about')).toHaveValue('Entry routines.');
  await other.context().close();
});

/** Waits until what was typed is in the person's account; the quiet seconds before it goes pass at once. */
async function draftKept(page: Page): Promise<void> {
  const chip = page.locator('.chip[data-state^="draft-"]');
  await expect(chip).toBeVisible();
  await turn(page, 'hidden');
  await turn(page, 'visible');
  await expect(page.getByText('Draft, kept in your account')).toBeVisible();
}

/** Changes the strength of feedback that was sent, and says why. */
async function change(page: Page, strength: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByLabel('Strength 1').fill(strength);
  await page.getByLabel('Why you change it').fill(reason);
  await page.getByRole('button', { name: 'Send the change' }).click();
  await expect(page.getByRole('button', { name: 'Change it' })).toBeVisible();
}

test('two phones of a mentor change sent feedback offline: both texts are kept, and the author lets one hold', async ({
  page,
  ownDemo,
  context,
}) => {
  test.slow();
  const [three, four] = ['Every pupil is writing within three minutes', 'Every pupil is writing within four minutes'];
  await begin(page, ownDemo);
  await write(page);
  await sendForGood(page, 'Send to Amira H.');
  await expect(page.getByText(/^Sent \d/)).toBeVisible();
  const address = page.url();
  const other = await phone(context);
  await signIn(other, ownDemo, 'Grace W.');
  await other.goto(address);
  await expect(other.getByText(/^Sent \d/)).toBeVisible();

  await Promise.all([context.setOffline(true), other.context().setOffline(true)]);
  await change(page, three!, 'I had the time wrong.');
  await change(other, four!, 'The clock of the room is slow.');
  await context.setOffline(false);
  await expect(page.getByText(/^Sent \d/)).toBeVisible({ timeout: 30_000 });
  expect(await readAs(page, ownDemo, 'Amira H.', three!)).toBe(1);
  await other.context().setOffline(false);

  const versions = (on: Page) => on.getByRole('group', { name: 'Two versions' });
  for (const one of [other, page]) {
    await expect(versions(one).getByText(three!)).toBeVisible({ timeout: 30_000 });
    await expect(versions(one).getByText(four!)).toBeVisible();
  }
  await legible(page, 'feedback-versions');
  const late = versions(page).locator('.version').filter({ hasText: four! });
  await late.getByRole('button', { name: 'Use this one' }).click();
  await expect(versions(page)).toBeHidden();
  await expect(versions(other)).toBeHidden({ timeout: 30_000 });
  await expect(other.getByText(four!).first()).toBeVisible();
  await expect(page.getByText(/^Sent \d/)).toBeVisible({ timeout: 30_000 });

  // The trainee reads the one that holds, and what it said before.
  await other.context().clearCookies();
  await signIn(other, ownDemo, 'Amira H.');
  await other.goto(address);
  await expect(other.getByText(four!).first()).toBeVisible();
  await other.getByText('What it said before').click();
  await expect(other.getByText(three!)).toBeVisible();
  await expect(versions(other)).toHaveCount(0);
  await other.context().close();
});

test('the renderer dies in the middle of a draft, and of a change: the words are still there', async ({
  page,
  ownDemo,
  context,
}) => {
  const lesson = await begin(page, ownDemo);
  await page.goto(`${ownDemo.url}/lessons/${lesson}/feedback?step=3`);
  await page.getByLabel('What you talked about').pressSequentially('How silence feels');
  await kept(page, 'How silence feels');
  await crash(page);

  const again = await context.newPage();
  await again.goto(`${ownDemo.url}/lessons/${lesson}/feedback?step=3`);
  await expect(again.getByLabel('What you talked about')).toHaveValue('How silence feels');
  await sendForGood(again, 'Send to Amira H.');
  await again.getByRole('button', { name: 'Change it' }).click();
  await again.getByLabel('What you talked about').pressSequentially(' longer');
  await again.getByLabel('Why you change it').pressSequentially('One word was');
  await kept(again, 'One word was');
  const feedback = again.url();
  await crash(again);

  const third = await context.newPage();
  await third.goto(feedback);
  await expect(third.getByLabel('What you talked about')).toHaveValue('How silence feels longer');
  await expect(third.getByLabel('Why you change it')).toHaveValue('One word was');
});

test('feedback of the demo is withdrawn, and its words are in a draft', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  const [sent] = await ownDemo.query<{ id: string; lesson: string }>(
    `select r.id, r.body->>'lesson' as lesson from record r join person p on p.id = r.author
     where r.kind = 'feedback' and p.name = 'Grace W.' and r.body::text like '%Waiting gets longer answers%'`,
  );
  await page.goto(`${ownDemo.url}/feedback/${sent!.id}`);
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByLabel('Why you withdraw it').fill('It was about another lesson.');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Withdraw this feedback' }).click();
  await expect(page.getByText('It goes out by itself when there is a network.')).toBeVisible();
  await page.getByRole('link', { name: 'Your text is still in the draft' }).click();
  await expect(page.getByText('Waiting gets longer answers')).toBeVisible();
  await page.context().setOffline(false);
  const drafted = () => ownDemo.query(`select 1 from record where kind = 'feedback_draft' and body->>'lesson' = $1`, [sent!.lesson]);
  await expect.poll(async () => (await drafted()).length, { timeout: 30_000 }).toBe(1);
  await expect(page.getByText('Waiting gets longer answers')).toBeVisible();
});

test('two versions of an area are found from the summary', async ({ page, ownDemo, context }) => {
  test.slow();
  const lesson = await begin(page, ownDemo);
  await page.getByRole('button', { name: 'Add a strength' }).click();
  await page.getByLabel('Strength 1').fill('A calm start');
  await page.getByRole('button', { name: 'Behaviour' }).click();
  await draftKept(page);
  const other = await phone(context);
  await signIn(other, ownDemo, 'Grace W.');
  await open(other, ownDemo, lesson);
  await expect(other.getByRole('button', { name: 'Behaviour' })).toHaveAttribute('aria-pressed', 'true');
  await Promise.all([context.setOffline(true), other.context().setOffline(true)]);
  await page.getByRole('button', { name: 'Pedagogy' }).click();
  await other.getByRole('button', { name: 'Curriculum' }).click();
  await context.setOffline(false);
  await draftKept(page);
  await other.context().setOffline(false);
  await expect(other.getByRole('group', { name: 'Two versions' })).toBeVisible({ timeout: 20_000 });
  await other.getByRole('link', { name: 'Next: targets' }).click();
  await other.getByRole('link', { name: 'Next: talk and check' }).click();
  await other.getByRole('button', { name: 'Send to Amira H.' }).click();
  await other.getByRole('link', { name: 'Strength 1: Choose between the two versions first' }).click();
  await expect(other.getByLabel('Strength 1')).toBeFocused();
  await other.context().close();
});

test('what is lacking is said in a summary that takes the focus', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  const lesson = await begin(page, ownDemo);
  await page.goto(`${ownDemo.url}/lessons/${lesson}/feedback?step=3`);
  await page.getByRole('button', { name: 'Send to Amira H.' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByRole('alert')).toContainText('Write at least a strength');
});

test('writing feedback is legible to everyone', async ({ page, ownDemo }) => {
  const lesson = await begin(page, ownDemo);
  await write(page);
  const show = async (name: string) => {
    await page.evaluate(() => window.scrollTo(0, 0));
    await legible(page, name);
  };
  await show('feedback-check');
  await page.getByRole('link', { name: 'Back' }).click();
  await show('feedback-targets');
  await page.getByRole('link', { name: 'Back' }).click();
  await show('feedback-strengths');
  await page.goto(`${ownDemo.url}/lessons/${lesson}/feedback?step=3`);
  // As long as no time passes it can be undone.
  await page.clock.setFixedTime(Date.now());
  await page.getByRole('button', { name: 'Send to Amira H.' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await show('feedback-held');
  await page.clock.setFixedTime(Date.now() + 60_000);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden();
  await look(page);
  await expect(page.getByText(/^Sent \d/)).toBeVisible();
  await page.getByRole('button', { name: 'Change it' }).click();
  await show('feedback-change');
});
