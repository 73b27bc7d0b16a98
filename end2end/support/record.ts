import { randomUUID } from 'node:crypto';
import { type Page } from '@playwright/test';

/** A record as it travels, as far as the tests look into it. */
export type Stored = {
  id: string;
  scope: string;
  kind: string;
  body: Record<string, any>;
};

type Cursor = { epoch: number; version: number };
type Part = { scope: string; to: Cursor; more?: boolean; put?: Stored[] };
type Reply = { acks?: { outcome: string }[]; pages?: Part[] };

/** Everything of a kind that the person signed in on this page can receive, answer by answer. */
export async function received(page: Page, kind: string): Promise<Stored[]> {
  const cursors: Record<string, Cursor> = {};
  const all: Stored[] = [];
  let more = true;
  while (more) {
    const { pages = [] } = await exchange(page, [], cursors);
    for (const { scope, to } of pages) cursors[scope] = to;
    all.push(...pages.flatMap(({ put }) => put ?? []));
    more = pages.some(({ more }) => more);
  }
  return all.filter((record) => record.kind === kind);
}

/** Does something to a record as a device without a screen: through the API, with the session of this page. */
export async function act(page: Page, record: Stored, action: string, more: object): Promise<void> {
  const { scope, kind, id } = record;
  const at = new Date().toISOString();
  const payload = { author: await person(page), at, scope, record: id, kind, action, ...more };
  const reply = await exchange(page, [{ seq: 1, id: randomUUID(), payload }]);
  const outcome = reply.acks?.[0]?.outcome;
  if (outcome !== 'applied') throw new Error(`${action} was not applied: ${JSON.stringify(reply.acks)}`);
}

async function exchange(page: Page, push: object[], all: Record<string, Cursor> = {}): Promise<Reply> {
  const { origin } = new URL(page.url());
  const data = {
    nonce: 'n',
    client: randomUUID(),
    person: await person(page),
    build: 'test',
    now: new Date().toISOString(),
    outbox_depth: push.length,
    cursors: { all },
    push,
  };
  const answer = await page.request.post(`${origin}/api/v1/sync`, { data, headers: { origin } });
  return answer.json();
}

async function person(page: Page): Promise<string> {
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1/me`);
  return (await answer.json()).person.id;
}
