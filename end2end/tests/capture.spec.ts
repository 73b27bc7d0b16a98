import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Locator } from '@playwright/test';
import { CHROMIUM } from '../support/browser.ts';
import { legible } from '../support/legible.ts';
import { arrive, field, note, notes, observe } from '../support/mentor.ts';
import { crash, gone, kept } from '../support/stored.ts';
import { axe, expect, overflow, type Page, phone, signIn, test } from '../support/test.ts';

test('with no network, a mentor is observing within three taps', async ({ page, ownDemo }) => {
  await arrive(page, ownDemo);
  await page.context().setOffline(true);
  // The first tap is the icon.
  await page.goto(ownDemo.url);
  await page.getByRole('link', { name: 'Observe Amira H.' }).click();
  await expect(page.getByRole('button', { name: 'Start the lesson' })).toBeVisible();
  await expect(page.getByText('Have one harder question ready')).toBeVisible();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Amira H. · 9B Science');
  await expect(page.getByText('No pupil names')).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);

  await page.getByRole('button', { name: 'Strength' }).click();
  await page.getByRole('button', { name: 'Behaviour' }).click();
  await expect(field(page)).toBeFocused();
  await note(page, 'Settled in two minutes');
  await expect(notes(page).first()).toContainText('Strength');
  await expect(notes(page).first()).toContainText('Behaviour');
  await expect(page.getByRole('status')).toHaveText('Saved on this phone');
  await expect(page.getByRole('button', { name: 'Strength', exact: true })).toHaveAttribute('aria-pressed', 'false');

  await note(page, 'Back row not writing');
  await notes(page).last().getByRole('button').click();
  await notes(page).last().getByRole('button', { name: 'Question' }).click();
  await expect(notes(page).last().getByRole('button', { name: /Back row/ })).toContainText('Question');

  await page.context().setOffline(false);
  await expect(page.getByText('Kept in your account too')).toBeVisible();
});

test('a thumb that is quicker than the device begins a lesson of the class all the same', async ({ page, ownDemo }) => {
  await arrive(page, ownDemo);
  await page.evaluate(() => {
    const start = () => [...document.querySelectorAll('button')].find((button) => button.innerText.trim() === 'Start the lesson');
    new MutationObserver(() => start()?.click()).observe(document, { childList: true, subtree: true });
  });
  await page.getByRole('link', { name: 'Observe Amira H.' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Amira H. · 9B Science');
});

test('what is typed before a lesson outlives a reload and a crash, and goes away with the lesson that begins', async ({
  page,
  ownDemo,
  context,
}) => {
  await arrive(page, ownDemo);
  const open = async (on: Page) => {
    await on.getByRole('link', { name: 'Observe Amira H.' }).click();
    await on.getByText('About the lesson').click();
  };
  await open(page);
  await expect(page.getByLabel('Class')).toHaveValue('9B');
  await page.getByLabel('Class').fill('10C');
  await page.getByLabel('Subject').fill('');
  await page.getByLabel('Ages').fill('14–15');
  await kept(page, '14–15');
  await page.reload();
  await page.getByText('About the lesson').click();
  await expect(page.getByLabel('Class')).toHaveValue('10C');
  await expect(page.getByLabel('Subject')).toHaveValue('');
  await expect(page.getByLabel('Ages')).toHaveValue('14–15');
  await crash(page);

  const again = await context.newPage();
  await again.goto(ownDemo.url);
  // What was typed is of this trainee's lesson alone.
  await again.getByRole('link', { name: 'Observe Tunde O.' }).click();
  await again.getByText('About the lesson').click();
  await expect(again.getByLabel('Class')).toHaveValue('8A');
  await again.goBack();
  await open(again);
  await expect(again.getByLabel('Class')).toHaveValue('10C');
  await again.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(again.getByRole('heading', { level: 1 })).toHaveText('Amira H. · 10C');
  await gone(again, 'begin/');
});

test('the clock of a lesson goes on as before when the device is set to another time', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await observe(page, 'Amira H.');
  await note(page, 'Greets at the door');
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
  });
  await note(page, 'Register done in silence');
  await expect(notes(page)).toContainText([/00:\d\d/, /00:\d\d/]);
});

test('the renderer dies in the middle of typing: notes and words are still there', async ({ page, ownDemo, context }) => {
  await arrive(page, ownDemo);
  await context.setOffline(true);
  await page.goto(ownDemo.url);
  await observe(page, 'Amira H.');
  await note(page, 'Greets at the door');
  await note(page, 'Register done in silence');
  await field(page).pressSequentially('Cold call, then waits for');
  await kept(page, 'Cold call, then waits for');
  const lesson = page.url();
  await crash(page);

  const again = await context.newPage();
  await again.goto(lesson);
  await expect(field(again)).toHaveValue('Cold call, then waits for');
  await expect(notes(again)).toHaveCount(2);
  await expect(notes(again).first()).toContainText('Greets at the door');
  await field(again).press('Enter');
  await expect(notes(again).last()).toContainText('Cold call, then waits for');
});

test.describe('a panic in the middle of a note', () => {
  test.use({ expected: /RuntimeError: unreachable/ });
  test('the cover shows the text, and loading the page again finds it in the field', async ({ page, ownDemo }) => {
    await signIn(page, ownDemo, 'Grace W.');
    await observe(page, 'Amira H.');
    await note(page, 'Greets at the door');
    await field(page).pressSequentially('Back row not writing');
    await kept(page, 'Back row not writing');
    await page.evaluate(() => window.dispatchEvent(new Event('chalkline:panic')));
    const cover = page.getByRole('alertdialog', { name: 'Chalkline has stopped' });
    const typed = cover.getByLabel('The text on your screen when it stopped');
    await expect(typed).toHaveValue(/Back row not writing$/);
    await cover.getByRole('button', { name: 'Load the page again' }).click();
    await expect(field(page)).toHaveValue('Back row not writing');
    await expect(notes(page)).toHaveText([/Greets at the door/]);
  });
});

test('a lesson opens cold with no network at its own address', async ({ ownDemo, viewport }) => {
  const profile = await mkdtemp(join(tmpdir(), 'chalkline-profile-'));
  const open = () => chromium.launchPersistentContext(profile, { ...CHROMIUM, viewport });
  const online = await open();
  const first = await online.newPage();
  await signIn(first, ownDemo, 'Grace W.');
  await observe(first, 'Tunde O.');
  await note(first, 'Reads aloud, really reads');
  const lesson = first.url();
  await online.close();
  await ownDemo.kill();

  const offline = await open();
  await offline.setOffline(true);
  const page = await offline.newPage();
  await page.goto(lesson);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tunde O. · 8A English');
  await note(page, 'Comes back to the new words');
  await expect(notes(page)).toHaveCount(2);
  await page.goto(`${ownDemo.url}/lessons/00000000-0000-4000-8000-000000000000`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing of this is on this device');
  await offline.close();
  await rm(profile, { recursive: true });
});

test('beside a keyboard the field and the last two notes are seen', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await observe(page, 'Amira H.');
  for (const text of ['Greets at the door', 'Register done in silence', 'Cold call, then waits', 'Back row not writing']) {
    await note(page, text);
  }
  await page.setViewportSize({ width: 360, height: 370 });
  await field(page).pressSequentially('Circulates');
  await expect(field(page)).toBeInViewport({ ratio: 1 });
  for (const line of [notes(page).last(), notes(page).nth(2)]) {
    await expect(line).toBeInViewport({ ratio: 1 });
    expect(await covered(line), 'nothing lies over it').toBe(false);
  }
  await page.screenshot({ path: 'pictures/capture-keyboard.png' });
});

test('who is signed out during a lesson reads it in one line, and goes on writing', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await observe(page, 'Amira H.');
  await ownDemo.query('update session set ended_at = now()');
  await page.context().clearCookies({ name: 'chalkline_access' });
  await note(page, 'Greets at the door');
  const notice = page.getByText('Signed out. What you write is kept here.');
  await expect(notice).toBeVisible();
  for (const text of ['Cold call, then waits', 'Back row not writing']) {
    await note(page, text);
  }
  await page.setViewportSize({ width: 360, height: 370 });
  const { lines, bottom } = await notice.evaluate((line) => {
    const range = document.createRange();
    range.selectNodeContents(line);
    return { lines: range.getClientRects().length, bottom: line.getBoundingClientRect().bottom };
  });
  expect([lines, bottom < 90], `ends at ${bottom}`).toEqual([1, true]);
  for (const line of [notes(page).last(), notes(page).nth(1)]) {
    await expect(line).toBeInViewport({ ratio: 1 });
    expect(await covered(line), 'nothing lies over it').toBe(false);
  }
  await page.screenshot({ path: 'pictures/capture-signed-out-keyboard.png' });
  expect(await axe(page)).toEqual([]);
  await page.reload();
  await expect(notes(page)).toHaveCount(3);
});

/** Whether something lies over the middle or the lower edge of an element. */
function covered(element: Locator): Promise<boolean> {
  return element.evaluate((node) => {
    const box = node.getBoundingClientRect();
    const points = [box.y + box.height / 2, box.bottom - 2];
    return points.some((y) => !node.contains(document.elementFromPoint(box.x + box.width / 2, y)));
  });
}

test('finishing the lesson keeps what stands in the field as a note', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await observe(page, 'Amira H.');
  const lesson = page.url();
  await field(page).pressSequentially('The bell rings');
  await page.getByRole('link', { name: 'Finish' }).click();
  await expect(page).toHaveURL(`${lesson}/feedback`);
  await page.goto(lesson);
  await expect(notes(page)).toHaveText([/The bell rings/]);
  await expect(field(page)).toHaveValue('');
});

test('two phones of one mentor: their notes of a lesson meet', async ({ page, ownDemo, context }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await observe(page, 'Amira H.');
  await note(page, 'From the first phone');
  await expect(page.getByText('Kept in your account too')).toBeVisible();
  const other = await phone(context);
  await signIn(other, ownDemo, 'Grace W.');
  await other.getByRole('link', { name: 'Go on with the lesson' }).click();
  await other.context().setOffline(true);
  await note(other, 'From the second phone');
  await note(page, 'From the first again');
  await other.context().setOffline(false);
  for (const one of [page, other]) {
    await expect(notes(one)).toHaveCount(3);
  }

  // The same note marked differently on both: one tap says which mark holds.
  const mark = async (on: Page, name: string) => {
    const first = notes(on).filter({ hasText: 'From the first phone' });
    await first.getByRole('button', { name: /From the first phone/ }).click();
    await first.getByRole('button', { name, exact: true }).click();
    await expect(first.getByRole('button', { name, exact: true, pressed: true })).toBeVisible();
  };
  await other.context().setOffline(true);
  await mark(other, 'Question');
  await mark(page, 'Strength');
  await expect(page.getByText('Kept in your account too')).toBeVisible();
  await other.context().setOffline(false);
  const versions = (on: Page) => on.getByRole('group', { name: 'Two versions' });
  for (const one of [page, other]) {
    await expect(versions(one)).toContainText('Strength');
    await expect(versions(one)).toContainText('Question');
  }
  await legible(page, 'capture-versions');
  await versions(page).getByRole('button', { name: 'Use this one' }).last().click();
  for (const one of [page, other]) {
    await expect(versions(one)).toHaveCount(0);
    await expect(notes(one).filter({ hasText: 'From the first phone' })).toContainText('Question');
  }
  await other.context().close();
});

test('a pasted text that is too long for a note stays whole until it is shorter', { tag: '@both' }, async ({ page, ownDemo }) => {
  await arrive(page, ownDemo);
  await observe(page, 'Amira H.');
  const long = 'All of it is here. '.repeat(120);
  await field(page).fill(long);
  await field(page).press('Enter');
  await expect(page.getByText('Too long for one note')).toBeVisible();
  await expect(field(page)).toHaveValue(long);
  await expect(page.getByRole('button', { name: 'Add' })).toBeInViewport({ ratio: 1 });
  expect((await field(page).boundingBox())!.height).toBeLessThan(page.viewportSize()!.height / 3);
  await field(page).fill(long.slice(0, 1_900).trim());
  await field(page).press('Enter');
  await expect(notes(page).last()).toContainText('All of it is here.');
  await expect(field(page)).toHaveValue('');
});

test('one long word does not push the page wide', { tag: '@both' }, async ({ page, ownDemo }) => {
  await arrive(page, ownDemo);
  await page.getByRole('link', { name: 'Observe Amira H.' }).click();
  await page.getByText('About the lesson').click();
  await page.getByLabel('Subject').fill('Naturwissenschaften'.repeat(4));
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await note(page, 'In'.repeat(60));
  await page.goto(ownDemo.url);
  await expect(page.getByText('Naturwissenschaften').first()).toBeVisible();
  expect(await overflow(page)).toBe(0);
  await page.getByRole('link', { name: 'Amira H.', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Amira H.' })).toBeVisible();
  expect(await overflow(page)).toBe(0);
});

test('the shortcut of the home screen asks whose lesson it is, and only if there are several', async ({
  page,
  demo,
  context,
}) => {
  await signIn(page, demo, 'Grace W.');
  const { shortcuts } = await (await page.request.get(`${demo.url}/manifest.webmanifest`)).json();
  expect(shortcuts).toMatchObject([{ name: 'Observe a lesson', url: '/observe' }]);
  await page.goto(demo.url + shortcuts[0].url);
  await page.getByRole('link', { name: 'Tunde O.' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Observe Tunde O.');
  const other = await phone(context);
  await signIn(other, demo, 'Marta S.');
  await other.goto(demo.url + shortcuts[0].url);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Observe Lucía R.');
  await other.context().close();
});

test('who does not observe a trainee sees the same, and cannot begin a lesson', { tag: '@desktop' }, async ({ page, demo }) => {
  await signIn(page, demo, 'Helen B.');
  await expect(page.getByRole('link', { name: 'Amira H.' })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Observe/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Amira H.' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Amira H.');
  await expect(page.getByText('Acknowledged')).toBeVisible();
  await page.getByText('Who can see this?').click();
  await expect(page.getByText('Grace W.')).toBeVisible();
  await page.goto(`${page.url()}/observe`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing of this is on this device');
});

test('the screens of a mentor are legible to everyone', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await expect(page.getByRole('link', { name: 'Observe Tunde O.' })).toBeVisible();
  await legible(page, 'trainees');
  await page.getByRole('link', { name: 'Amira H.', exact: true }).click();
  await expect(page.getByText('Acknowledged')).toBeVisible();
  await legible(page, 'trainee');
  await page.getByRole('link', { name: 'Observe Amira H.' }).click();
  await page.getByText('About the lesson').click();
  await expect(page.getByLabel('Class')).toHaveValue('9B');
  await legible(page, 'begin');
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(field(page)).toBeFocused();
  await page.getByRole('button', { name: 'Strength' }).click();
  await page.getByRole('button', { name: 'Behaviour' }).click();
  await note(page, 'Greets at the door, task on the board, settled in under two minutes');
  await page.getByRole('button', { name: 'Pedagogy' }).click();
  await note(page, 'Cold call: four pupils, then waits. Pupil C extends the answer');
  await page.getByRole('button', { name: 'Question' }).click();
  await note(page, 'Back row not writing. Has the instruction landed?');
  await page.getByRole('button', { name: 'Assessment' }).click();
  await field(page).pressSequentially('Circulates again, reads one');
  await expect(page.getByText('Kept in your account too')).toBeVisible();
  await legible(page, 'capture');
  await page.goto(`${ownDemo.url}/observe`);
  await expect(page.getByRole('link', { name: 'Amira H.' })).toBeVisible();
  await legible(page, 'observe');
});
