import { legible } from '../support/legible.ts';
import { NOTES, arrive, capture, compose, field, note, notes, observe } from '../support/mentor.ts';
import type { Server } from '../support/server.ts';
import { expect, type Page, signIn, test } from '../support/test.ts';

const NO_ANSWER = "This device's storage did not answer.";

/** Lets the browser's side of the storage fail from now on, also when the page is loaded again. */
async function storageFails(page: Page, error: 'UnknownError' | 'QuotaExceededError'): Promise<void> {
  await page.evaluate((error) => localStorage.setItem('storage fails', error), error);
}

/** From now on it works again. */
async function storageWorks(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.removeItem('storage fails'));
}

/** What the quiet line below the field of capture says; the line below the head is shorter. */
function said(page: Page) {
  return page.locator('.dock').getByRole('status');
}

/** Signs in as a mentor on a device whose storage can fail. */
async function arriveOnFragile(page: Page, server: Server): Promise<void> {
  await page.addInitScript(() => {
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...asked) {
      const error = localStorage.getItem('storage fails');
      if (error) throw new DOMException('The disk does not do it', error);
      return transaction.apply(this, asked);
    };
  });
  await arrive(page, server);
}

test('while the storage fails, a note stays in its field and the person is told', async ({ page, ownDemo }) => {
  await arriveOnFragile(page, ownDemo);
  await observe(page, 'Amira H.');
  await note(page, NOTES[0]!);
  await storageFails(page, 'UnknownError');
  await field(page).pressSequentially(NOTES[1]!);
  await field(page).press('Enter');
  await expect(said(page)).toContainText(NO_ANSWER);
  await expect(field(page)).toHaveValue(NOTES[1]!);
  await expect(notes(page)).toHaveCount(1);

  await storageWorks(page);
  await field(page).press('Enter');
  await expect(notes(page)).toHaveText([new RegExp(NOTES[0]!), new RegExp(NOTES[1]!)]);
  await expect(said(page)).toHaveText('Saved on this phone');
});

test('a strip above the screen says that the storage fails, and goes when it works again', async ({ page, ownDemo }) => {
  await arriveOnFragile(page, ownDemo);
  await capture(page, 'Amira H.');
  await compose(page);
  const strip = page.locator('.strip').filter({ hasText: NO_ANSWER }).filter({ has: page.getByRole('button') });
  const talk = page.getByLabel('What you talked about');
  await storageFails(page, 'UnknownError');
  await talk.pressSequentially(' Then');
  await expect(strip).toBeVisible();
  await expect(strip.getByRole('button', { name: 'Load this page again' })).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await legible(page, 'storage-fails');
  await storageWorks(page);
  await talk.pressSequentially(' the bell rang.');
  await expect(strip).toBeHidden();
  await talk.blur();
  await expect(page.getByText('Draft, kept in your account')).toBeVisible({ timeout: 20_000 });
  await page.reload();
  await expect(talk).toHaveValue(/ Then the bell rang\.$/);
});

test('no room left on the device: what was typed stays, and is saved once there is room', async ({ page, ownDemo }) => {
  await arriveOnFragile(page, ownDemo);
  await observe(page, 'Amira H.');
  await storageFails(page, 'QuotaExceededError');
  await field(page).pressSequentially(NOTES[0]!);
  await field(page).press('Enter');
  await expect(said(page)).toContainText('There is no room left on this device.');
  await expect(field(page)).toHaveValue(NOTES[0]!);
  await storageWorks(page);
  await field(page).press('Enter');
  await expect(notes(page)).toHaveText([new RegExp(NOTES[0]!)]);
});

test('where records do not open to write, the screen says so, and opens when they do', async ({ page, ownDemo }) => {
  await arriveOnFragile(page, ownDemo);
  await observe(page, 'Amira H.');
  await note(page, NOTES[0]!);
  await storageFails(page, 'UnknownError');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your records do not open');
  await expect(page.getByText(NO_ANSWER)).toBeVisible();
  await legible(page, 'not-opened');
  await storageWorks(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(notes(page)).toHaveText([new RegExp(NOTES[0]!)]);
});

test('records that a newer version has taken over are not touched, and the screen says why', async ({ page, ownDemo }) => {
  await arrive(page, ownDemo);
  // What a newer build does when its page opens: it takes the records to the next version of their shape.
  await page.evaluate(async () => {
    const [{ name }] = (await indexedDB.databases()) as [{ name: string }];
    await new Promise<void>((done, failed) => {
      const opening = indexedDB.open(name, 1_000);
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => done(opening.result.close());
    });
  });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your records do not open');
  await expect(page.getByText('A newer version of Chalkline has been here.')).toBeVisible();
  await legible(page, 'not-opened-newer');
});

test('a browser that does not promise to keep what is stored: said after the first save, and when opened again', async ({
  page,
  ownDemo,
}) => {
  await page.addInitScript(() => {
    navigator.storage.persist = () => {
      sessionStorage.setItem('asked to keep', 'true');
      return Promise.resolve(false);
    };
    navigator.storage.persisted = () => Promise.resolve(false);
  });
  const said = page.getByText('This browser may clear what is stored');
  await signIn(page, ownDemo, 'Amira H.');
  await page.goto(`${ownDemo.url}/not-sent`);
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
  await expect(said).toHaveCount(0);
  const asked = () => page.evaluate(() => sessionStorage.getItem('asked to keep'));
  expect(await asked()).toBeNull();
  await page.goto(`${ownDemo.url}/targets`);
  await page.locator('.target').getByRole('button', { name: 'Met', pressed: false }).first().click();
  await page.getByRole('link', { name: /^Not sent/ }).click();
  await expect(said).toBeVisible();
  expect(await asked()).toBe('true');
  for (const address of ['/not-sent', '/me']) {
    await page.goto(ownDemo.url + address);
    await expect(said).toBeVisible();
  }
  await page.getByRole('link', { name: 'Look at Ready for school' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ready for school');
});
