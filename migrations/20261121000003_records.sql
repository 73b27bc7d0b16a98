-- What devices sent, and what became of it.

-- One database of one browser. Its numbers 1, 2, 3… order what it sends; its row is locked while a batch of it is
-- decided, so that a batch sent twice at once is decided once.
create table client (
    id            uuid        primary key,
    person        uuid        not null references person,
    last_seq      bigint      not null default 0,
    build         text        not null,
    -- How far it had received each scope after the last answer: it then need not repeat all of it.
    cursors       jsonb       not null default '{}',
    -- What it said still waits on it: if it comes back empty without having sent this, something was lost there.
    outbox_depth  bigint      not null default 0,
    oldest_unsent timestamptz,
    seen_at       timestamptz not null
);

create index on client (person);

-- Every mutation that ever arrived, with its answer. A phone found in a drawer after a year still gets the same answer,
-- so these rows are kept.
create table mutation (
    id          uuid        primary key,
    client      uuid        not null references client,
    seq         bigint      not null,
    person      uuid        not null references person,
    hash        bytea       not null,
    ack         jsonb       not null,
    received_at timestamptz not null,
    unique (client, seq)
);

-- What was refused, whole and as text: it may hold what a jsonb column cannot, and nothing that a person typed is lost.
create table quarantine (
    id          bigint      generated always as identity primary key,
    mutation    uuid        not null,
    client      uuid        not null references client,
    person      uuid        not null references person,
    problem     jsonb       not null,
    payload     text        not null,
    received_at timestamptz not null
);

create index on quarantine (person);

create table record (
    id         uuid        primary key,
    scope      uuid        not null references scope,
    kind       text        not null,
    author     uuid        not null references person,
    -- Its own count of changes.
    revision   bigint      not null,
    -- The number of its last change within the scope: the order in which devices receive it.
    version    bigint      not null,
    body       jsonb       not null,
    -- The revision in which each path was last changed.
    fields     jsonb       not null,
    -- Clashes that wait for a person.
    conflicts  jsonb       not null,
    deleted    boolean     not null,
    -- Nothing changes a record but a mutation.
    mutation   uuid        not null references mutation,
    changed_by uuid        not null references person,
    changed_at timestamptz not null,
    reason     text,
    unique (scope, version)
);

-- Records as they were before, where others could see them; the present one is in `record`.
create table record_history (
    id         uuid        not null references record,
    revision   bigint      not null,
    body       jsonb       not null,
    conflicts  jsonb       not null,
    deleted    boolean     not null,
    mutation   uuid        not null references mutation,
    changed_by uuid        not null references person,
    changed_at timestamptz not null,
    reason     text,
    primary key (id, revision)
);
