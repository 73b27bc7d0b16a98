import { observe } from '../support/lesson.ts';
import { expect, overflow, type Page, signIn, test } from '../support/test.ts';

const NOTES = [
  { text: 'Greets at the door, settled in under two minutes', lesson_ms: 130_000, tag: 'strength', area: 'behaviour' },
  { text: 'Cold call, then waits. Pupil C extends the answer', lesson_ms: 392_000, tag: 'strength', area: 'pedagogy' },
  { text: 'Back row not writing. Has the instruction landed?', lesson_ms: 665_000, tag: 'question' },
];

type Stop = { name: string; ring: boolean; seen: boolean };

/** Where the focus is: what it is called, whether its ring is drawn, and whether nothing lies over it. */
function stop(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const active = document.activeElement as HTMLElement | null;
    if (!active || active === document.body) return null;
    const label = (active as HTMLInputElement).labels?.[0]?.textContent;
    const name = active.getAttribute('aria-label') ?? label ?? active.innerText;
    const style = getComputedStyle(active);
    const box = active.getBoundingClientRect();
    const at = (y: number) => document.elementFromPoint(box.x + Math.min(box.width, innerWidth - box.x) / 2, y);
    const points = [box.top + 3, box.bottom - 3, ...(box.height < 120 ? [] : [box.top + box.height / 2])];
    const inside = box.bottom > 0 && box.top < innerHeight;
    const shown = points.filter((y) => active.contains(at(y)) || !!at(y)?.contains(active));
    // What is higher than the room for it is seen in part.
    const seen = inside && (box.height < 120 ? shown.length === 2 : shown.length > 0);
    return { name: name.trim().replace(/\s+/g, ' '), ring: style.outlineStyle !== 'none', seen };
  });
}

/** Every stop of the tab key from the beginning of the page: each has its ring, and lies under nothing. */
async function walk(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()!.collapse(document.body, 0);
  });
  const [names, bad]: [string[], Stop[]] = [[], []];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const next = await stop(page);
    if (!next) break;
    names.push(next.name);
    if (!next.ring || !next.seen) bad.push(next);
  }
  expect(bad).toEqual([]);
  return names;
}

/** Nothing is further up or back than what comes before it: tabs, what is on the screen, the way on. */
const ORDER = {
  trainees: /^Skip.*\|Me\|Amira H\.\|.*Observe Amira H\.\|Tunde O\.\|Observe Tunde O\.$/,
  // The field has the focus when the screen opens.
  capture: /^(Add\|)?Amira H\. · 9B Science\|Finish\|Open targets\|.*Greets.*\|Strength\|Question\|Target\|Behaviour\|.*\|Note\|Add$/,
  strengths: /^Skip.*\|Me\|Add a strength\|Use as a strength\|Show this line\|.*\|Back to notes\|Next: targets$/,
  targets: /^Skip.*\|Me\|Add a target\|Use as a target\|Show this line\|.*\|Back\|Next: talk and check$/,
  check: /^Skip.*\|Me\|What you talked about\|Who can see this\?\|Back\|Send to Amira H\.$/,
  'not-sent': /^Skip.*\|Me\|Notes, Amira H\.[^|]*\|Try now/,
};

for (const size of [100, 200]) {
  test(`with the keyboard alone everything is reached in order and seen, at ${size} % text`, { tag: '@both' }, async ({ page, ownDemo }) => {
    await signIn(page, ownDemo, 'Grace W.');
    test.slow();
    const lesson = await observe(page, ownDemo, 'Amira H.', NOTES);
    const steps = async (name: keyof typeof ORDER, address: string, text: string) => {
      await page.goto(ownDemo.url + address);
      await expect(page.getByText(text).first()).toBeVisible();
      await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), size);
      expect(await overflow(page), name).toBe(0);
      expect.soft((await walk(page)).join('|'), name).toMatch(ORDER[name]);
    };
    await expect(page.getByRole('link', { name: 'Write the feedback' })).toBeVisible();
    await steps('trainees', '/', 'Go on with the lesson');
    await steps('strengths', `/lessons/${lesson}/feedback`, 'Cold call');
    await steps('targets', `/lessons/${lesson}/feedback?step=2`, 'Cold call');
    await steps('check', `/lessons/${lesson}/feedback?step=3`, 'What you talked about');
    await steps('capture', `/lessons/${lesson}`, 'Cold call');
    await page.context().setOffline(true);
    await page.getByRole('textbox', { name: 'Note' }).fill('Back row is writing now');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('listitem').filter({ hasText: 'Back row is writing now' })).toBeVisible();
    await steps('not-sent', '/not-sent', 'only on this phone');
  });
}

test('a sheet holds the focus, closes with Escape, and gives the focus back', { tag: '@desktop' }, async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await ownDemo.query('update session set ended_at = now()');
  await page.context().clearCookies({ name: 'chalkline_access' });
  await page.reload();
  const again = page.getByRole('button', { name: 'Sign in again' });
  await again.focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(sheet.getByLabel('Your e-mail address')).toBeFocused();
  for (const name of ['Send me a code', 'Close']) {
    await page.keyboard.press('Tab');
    if (name === 'Close') await page.keyboard.press('Tab');
    await expect(sheet.getByRole('button', { name })).toBeFocused();
  }
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(again).toBeFocused();
});
