-- What is done after the answer was given: mail, today.
--
-- A job is written in the transaction that gives rise to it, so that neither is there without the other. Any server takes
-- it; once it is done its row goes.
create table job (
    id         uuid        primary key,
    kind       text        not null,
    payload    jsonb       not null,
    made_at    timestamptz not null,
    -- From when on it may be taken. Whoever takes it moves this on by the time they may need: so nobody else takes it
    -- meanwhile, and another does if they never come back.
    due_at     timestamptz not null,
    -- After this it is of no use to anyone.
    good_until timestamptz,
    tries      int         not null default 0,
    -- Why the last try failed.
    trouble    text,
    -- Since when nobody tries any more.
    dead_at    timestamptz
);

create index on job (due_at) where dead_at is null;
create index on job (dead_at) where dead_at is not null;
