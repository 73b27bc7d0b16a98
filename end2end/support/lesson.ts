import { createHash, randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Server } from './server.ts';

type Card = { kind: string; scope: string; body: { person: string; name: string } };
type Scope = { id: string; kind: string; person?: string };
type Reply = { person: string; acks?: { outcome: string }[]; scopes?: { new?: Scope[] }; pages?: { put?: Card[] }[] };
type Note = { text: string; lesson_ms: number; tag?: string; area?: string };

/** A lesson as any other client of the API would make it: observed by whoever is signed in on the page, with notes. */
export async function observe(page: Page, server: Server, trainee: string, notes: Note[]): Promise<string> {
  const client = randomUUID();
  const ask = async (push: object[]): Promise<Reply> => {
    const now = new Date().toISOString();
    const me = (await (await page.request.get(`${server.url}/api/v1/me`)).json()) as { person: { id: string } };
    const data = { nonce: randomUUID(), client, person: me.person.id, build: 'test', now, outbox_depth: push.length, cursors: { all: {} }, push };
    const answer = await page.request.post(`${server.url}/api/v1/sync`, { data, headers: { origin: server.url } });
    if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as Reply;
  };
  const { person, scopes, pages } = await ask([]);
  const cards = (pages ?? []).flatMap((page) => page.put ?? []).filter((record) => record.kind === 'card');
  const about = cards.find((card) => card.body.name === trainee)!.body.person;
  const shared = scopes!.new!.find((scope) => scope.kind === 'shared' && scope.person === about)!.id;
  const lesson = randomUUID();
  const at = new Date().toISOString();
  const edit = (seq: number, scope: string, record: string, kind: string, fields: Record<string, unknown>) => {
    const edits = Object.entries(fields).map(([path, value]) => ({ path, value }));
    return { seq, id: randomUUID(), payload: { author: person, at, scope, record, kind, action: 'edit', edits } };
  };
  const facts = { trainee: about, date: at.slice(0, 10), class: '9B', subject: 'Science' };
  const lines = Object.fromEntries(notes.map((note) => [`entries/${randomUUID()}`, { at, ...note }]));
  const { acks } = await ask([
    edit(1, shared, lesson, 'lesson', facts),
    edit(2, natural('person', person), natural('notes', lesson, person), 'notes', { lesson, ...lines }),
  ]);
  if (acks?.some((ack) => ack.outcome !== 'applied')) throw new Error(JSON.stringify(acks));
  return lesson;
}

/** The id that follows from a natural key, as in `domain`. */
export function natural(what: string, ...parts: string[]): string {
  const key = `${what.length}:${what}${parts.map((part) => `${part.length}:${part}`).join('')}`;
  const space = Buffer.from('5c3a81d67b1f5e0a9d42c8a10e4b77f3', 'hex');
  const bytes = createHash('sha1').update(space).update(key).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
