-- Who there is, and what each may see.
--
-- Everything belongs to a provider, so that providers can be put on machines of their own later: a session, a device's
-- database and a push are always one person's at one provider.
create table provider (
    id         uuid        primary key,
    name       text        not null,
    created_at timestamptz not null
);

create table person (
    id         uuid        primary key,
    provider   uuid        not null references provider,
    -- Lower case; the server writes it so. It is how a person signs in, and nobody else ever sees it.
    email      text        not null unique check (email = lower(email)),
    name       text        not null,
    created_at timestamptz not null
);

-- A scope is the unit of permission, visibility and order. `head` is the number of its last change: whoever changes a
-- record holds this row until the commit, so numbers become visible in order and without gaps.
create table scope (
    id       uuid   primary key,
    provider uuid   not null references provider,
    kind     text   not null,
    -- The trainee it is about, or the person it belongs to.
    person   uuid   references person,
    -- Counts the times the numbers had to begin anew, after a loss on the server.
    epoch    int    not null default 1,
    head     bigint not null default 0
) with (fillfactor = 50);

-- Grants on `carrier` count in `scope` too, for these dates. One step only.
create table scope_carrier (
    scope    uuid        not null references scope,
    carrier  uuid        not null references scope,
    from_at  timestamptz not null,
    until_at timestamptz,
    primary key (scope, carrier, from_at)
);

create index on scope_carrier (carrier);

-- A role of a person on a scope. It is judged by its dates at every request, so an ended role needs no event.
create table role_grant (
    id       uuid        primary key,
    person   uuid        not null references person,
    role     text        not null,
    scope    uuid        not null references scope,
    from_at  timestamptz not null,
    until_at timestamptz,
    check (until_at is null or from_at < until_at)
);

create index on role_grant (person);
create index on role_grant (scope);
