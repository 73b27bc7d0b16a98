import type { Server } from './server.ts';
import type { Placement } from './work.ts';

/** Puts lessons in place as the server would have stored them, each a day before the one before it. */
export async function lessonsOfAYear(server: Server, of: Placement, count: number): Promise<void> {
  await server.query(
    `with made as (
       select gen_random_uuid() as id, gen_random_uuid() as mutation, n, now() - make_interval(days => n) as at
       from generate_series(1, $4::int) n
     ), device as (
       insert into client (id, person, build, seen_at, last_seq)
       values (gen_random_uuid(), $1::uuid, 'year', now(), $4::int) returning id
     ), done as (
       insert into mutation (id, client, seq, person, hash, ack, received_at)
       select mutation, device.id, n, $1::uuid, decode(repeat('ab', 32), 'hex'),
              jsonb_build_object('seq', n, 'id', mutation, 'outcome', 'applied'), at
       from made, device
     ), stood as (
       update scope set head = head + $4::int where id = $2::uuid returning head - $4::int as head
     )
     insert into record (id, scope, kind, author, revision, version, body, fields, conflicts, deleted,
                         mutation, changed_by, changed_at)
     select made.id, $2::uuid, 'lesson', $1::uuid, 1, stood.head + n,
            jsonb_build_object('trainee', $3::uuid, 'date', at::date, 'began_at', at,
                               'subject', 'Lesson ' || n || ' of the year'),
            '{}', '[]', false, mutation, $1::uuid, at
     from made, stood`,
    [of.mentor, of.shared, of.trainee, count],
  );
}
