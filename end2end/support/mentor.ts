import type { Server } from './server.ts';
import { expect, type Page, signIn } from './test.ts';
import { sendForGood } from './time.ts';

/** Words that a mentor writes in a lesson and after it, and that nothing else on the screen or in the demo has. */
export const NOTES = ['Greets at the door, writing within two minutes', 'Takes the first hand up', 'Back row not writing'];
export const STRENGTH = 'Your routine at the door settles the room';
export const TALK = 'We talked about who speaks first, and who never does.';

/** Signs in as a mentor, and waits for the records that a lesson with no network needs. */
export async function arrive(page: Page, server: { url: string }): Promise<void> {
  await signIn(page, server, 'Grace W.');
  await expect(page.getByText('Have one harder question ready')).toBeVisible();
}

/** The field of a note. */
export const field = (page: Page) => page.getByRole('textbox', { name: /^Note/ });

/** The notes that are finished. */
export const notes = (page: Page) => page.getByRole('list', { name: 'Notes' }).getByRole('listitem');

/** From the first screen into a lesson, as a thumb does it. */
export async function observe(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: `Observe ${name}` }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(field(page)).toBeFocused();
}

/** Types a note and ends it with Enter. */
export async function note(page: Page, text: string): Promise<void> {
  await field(page).pressSequentially(text);
  await field(page).press('Enter');
  await expect(notes(page).last()).toContainText(text);
  await expect(field(page)).toHaveValue('');
}

/** Observes a lesson and takes notes. */
export async function capture(page: Page, trainee: string): Promise<void> {
  await observe(page, trainee);
  for (const text of NOTES) {
    await note(page, text);
  }
}

/** From the end of a lesson to feedback that could be sent. */
export async function compose(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'Use as a strength' }).first().click();
  await page.getByLabel('Strength 1').fill(STRENGTH);
  await page.getByRole('link', { name: 'Next: targets' }).click();
  await page.getByRole('link', { name: 'Next: talk and check' }).click();
  await page.getByLabel('What you talked about').fill(TALK);
}

/** Sends it, and lets the time pass until it could go. */
export async function send(page: Page, trainee: string): Promise<void> {
  await sendForGood(page, `Send to ${trainee}`);
  await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible();
}

/** What the server has of such work, one line for each record, whoever asks for it. */
export async function arrived(server: Server): Promise<{ lessons: number; notes: string[][]; feedback: string[] }> {
  const made = (kind: string) =>
    server.query<{ body: any }>(
      `select r.body from record r join mutation m on m.id = r.mutation join client c on c.id = m.client
       where r.kind = $1 and not r.deleted and c.build <> 'demo'`,
      [kind],
    );
  const texts = (of: object) => Object.values(of).map(({ text }: { text: string }) => text);
  const [lessons, notes, feedback] = await Promise.all(['lesson', 'notes', 'feedback'].map(made));
  return {
    lessons: lessons!.length,
    notes: notes!.map(({ body }) => texts(body.entries).sort()),
    feedback: feedback!.map(({ body }) => texts(body.strengths).join()),
  };
}

/** What {@link arrived} tells when one lesson with its notes and its feedback came exactly once. */
export const ONCE = { lessons: 1, notes: [[...NOTES].sort()], feedback: [STRENGTH] };
