-- One mentor of the demo with 25 more trainees, each observed 200 times: 15,000 records on one device, and a card for each
-- trainee. The rows are known to fit together: nothing is checked while they are put in place. The ids of the lessons and of what
-- was made of them stand in year_lesson already.
set session_replication_role = replica;
set work_mem = '256MB';

create unlogged table year_trainee as
    select n, gen_random_uuid() as person, gen_random_uuid() as shared, gen_random_uuid() as training,
           mentor.id as mentor, mentor.provider, own.id as own, own.head as before
    from person mentor
    join scope own on own.person = mentor.id and own.kind = 'person'
    cross join generate_series(1, 25) n
    where mentor.name = 'Grace W.';

insert into person (id, provider, email, name, created_at)
    select person, provider, 'year-' || n || '@bench.example', 'Trainee ' || lpad(n::text, 2, '0'), now()
    from year_trainee;
insert into scope (id, provider, kind, person)
    select part.id, provider, part.kind, person
    from year_trainee cross join lateral (values (shared, 'shared'), (training, 'training')) part (id, kind);
insert into scope_carrier (scope, carrier, from_at)
    select training, shared, now() - interval '300 days' from year_trainee;
insert into role_grant (id, person, role, scope, from_at)
    select gen_random_uuid(), mentor, 'mentor', shared, now() - interval '300 days' from year_trainee;
insert into client (id, person, build, seen_at)
    select gen_random_uuid(), mentor, 'year', now() from year_trainee where n = 1;

create unlogged table observation as
    select year_trainee.*, client.id as client, lesson_number,
           row_number() over (order by year_trainee.n, lesson_number) as k,
           year_lesson.lesson, year_lesson.draft, year_lesson.notes, year_lesson.feedback,
           gen_random_uuid() as began, gen_random_uuid() as noted, gen_random_uuid() as sent,
           now() - make_interval(days => 200 - lesson_number, hours => 1) as at
    from year_trainee
    join client on client.person = mentor and client.build = 'year'
    join year_lesson on year_lesson.n = year_trainee.n;

create unlogged table made as
    select part.*, mentor, client, at, row_number() over () as seq
    from observation cross join lateral (values
        (lesson, shared, 'lesson', 2 * lesson_number, began, jsonb_build_object(
            'trainee', person, 'subject', 'Science', 'class', '9B', 'ages', '13-14', 'date', at::date, 'began_at', at)),
        (notes, own, 'notes', before + k, noted, jsonb_build_object('lesson', lesson, 'entries', (
            select jsonb_object_agg(gen_random_uuid(), jsonb_build_object(
                'text', 'Cold call: four pupils, then waits. Pupil C extends the answer of pupil A',
                'at', at, 'lesson_ms', 392000 * entry, 'tag', 'strength', 'area', 'pedagogy', 'received', at))
            from generate_series(1, 6) entry))),
        (feedback, shared, 'feedback', 2 * lesson_number + 1, sent, jsonb_build_object(
            'draft', draft, 'lesson', lesson, 'trainee', person, 'training', training, 'version', 1,
            'sent_at', at, 'read_at', at, 'read_version', 1,
            'strengths', jsonb_build_object(gen_random_uuid(), jsonb_build_object(
                'text', 'You waited after each question until most hands were up, and went back to those who were wrong.',
                'area', 'pedagogy')),
            'targets', jsonb_build_object(gen_random_uuid(), jsonb_build_object(
                'text', 'Write the question on the board before you ask it, and name who answers after the pause.',
                'success', 'In the next lesson eight pupils answer who have not put up a hand.',
                'area', 'pedagogy', 'due', '2026-11-26')),
            'discussion', repeat('We spoke about how long a pause feels from the front and how short it is. ', 8),
            'acknowledgements', jsonb_build_object(gen_random_uuid(), jsonb_build_object('version', 1, 'at', at,
                'reply', 'Thank you. I shall count to five in my head, and mark on the plan whom I ask.'))))
    ) part (id, scope, kind, version, mutation, body)
    union all
    select card.id, shared, 'card', 1, card.mutation,
           jsonb_build_object('person', year_trainee.person, 'name', 'Trainee ' || lpad(n::text, 2, '0'),
                              'roles', jsonb_build_object()),
           mentor, client.id, now(), 15000 + n
    from year_trainee
    join client on client.person = mentor and client.build = 'year'
    cross join lateral (select gen_random_uuid() as id, gen_random_uuid() as mutation, n as again) card;

insert into mutation (id, client, seq, person, hash, ack, received_at)
    select mutation, client, seq, mentor, decode(repeat('ab', 32), 'hex'),
           jsonb_build_object('seq', seq, 'id', mutation, 'outcome', 'applied',
                              'touched', jsonb_build_object(scope, version)), at
    from made;
insert into record (id, scope, kind, author, revision, version, body, fields, conflicts, deleted,
                    mutation, changed_by, changed_at)
    select id, scope, kind, mentor, 1, version, body,
           (select jsonb_object_agg(name, 1) from jsonb_object_keys(body) name), '[]', false, mutation, mentor, at
    from made;
update scope set head = last.version
    from (select scope, max(version) as version from made group by scope) last where last.scope = scope.id;
update client set last_seq = 15025 where build = 'year';
drop table observation, made, year_trainee, year_lesson;
analyze;
