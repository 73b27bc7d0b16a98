import { randomUUID } from 'node:crypto';
import type { Server } from './server.ts';
import { expect, type Page } from './test.ts';

/** A trainee says of their first target that it is met, and waits until that is on the device. */
export async function meetTarget(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Targets' }).click();
  const met = page.locator('.target').getByRole('button', { name: 'Met', pressed: false });
  await met.first().waitFor();
  const open = await met.count();
  await met.first().click();
  // What is shown is what is stored; with a network it may have left already.
  await expect(met).toHaveCount(open - 1);
}

/** What came of such work: whose it was, once for each time the server did it. */
export async function metTargets(server: Server): Promise<{ name: string }[]> {
  return server.query(
    `select p.name from (
       select kind, body, mutation, changed_by from record
       union all
       select r.kind, h.body, h.mutation, h.changed_by from record_history h join record r on r.id = h.id
     ) version
     join mutation m on m.id = version.mutation join client c on c.id = m.client
     join person p on p.id = version.changed_by
     where version.kind = 'target' and version.body->>'status' = 'met' and c.build <> 'demo'`,
  );
}

/** Waits until the device says that everything has been sent. */
export async function allSent(page: Page): Promise<void> {
  await expect(page.getByRole('link', { name: /^Not sent/ })).toHaveText('Not sent', { timeout: 30_000 });
}

/** A mentor with one trainee of theirs, as the database has them. */
export type Placement = { mentor: string; trainee: string; shared: string; training: string; lesson: string };

export async function placement(server: Server, mentor: string, trainee: string): Promise<Placement> {
  const [found] = await server.query<Placement>(
    `select m.id as mentor, t.id as trainee, g.scope as shared, s.id as training, l.id as lesson
     from person m join role_grant g on g.person = m.id and g.role = 'mentor'
     join scope a on a.id = g.scope join person t on t.id = a.person
     join scope s on s.person = t.id and s.kind = 'training'
     join record l on l.scope = g.scope and l.kind = 'lesson'
     where m.name = $1 and t.name = $2 limit 1`,
    [mentor, trainee],
  );
  return found!;
}

/** Feedback of a mentor, as it travels when another client of the API sends it. */
export function feedback(of: Placement, at = new Date()): Record<string, unknown> {
  const content = {
    strengths: { [randomUUID()]: { text: 'Every pupil had an answer ready before hands went up.', area: 'pedagogy' } },
    discussion: 'We talked about who speaks first, and who never does.',
  };
  return {
    id: randomUUID(),
    author: of.mentor,
    at: at.toISOString(),
    scope: of.shared,
    record: randomUUID(),
    kind: 'feedback',
    action: 'send',
    draft: randomUUID(),
    lesson: of.lesson,
    trainee: of.trainee,
    training: of.training,
    content,
  };
}
