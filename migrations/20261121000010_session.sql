-- How people show who they are, and on which devices they are signed in.
--
-- Nothing here can be used to sign in by someone who only reads it: codes and tokens are kept as keyed hashes. The keys
-- are beside them, because every server must have the same ones; a copy of the database is as secret as they are.

-- Made once, at the first start of the first server.
create table session_key (
    single     boolean     primary key default true check (single),
    -- The seed of the Ed25519 key that signs access tokens.
    signing    bytea       not null check (length(signing) = 32),
    -- Keys the hashes of codes, of addresses and of refresh tokens.
    hashing    bytea       not null check (length(hashing) = 32),
    created_at timestamptz not null
);

-- The one live code of an e-mail address. Addresses of nobody get one too: asking must be the same work for all. They
-- are hashed, so that what strangers type is not collected here.
create table mailed_code (
    address    bytea       primary key,
    person     uuid        references person,
    code       bytea       not null,
    expires_at timestamptz not null
);

create index on mailed_code (expires_at);

-- Codes made for a person by someone who looks after them. Rows stay: they are the log of who let whom in.
create table made_code (
    id         uuid        primary key,
    person     uuid        not null references person,
    made_by    uuid        not null references person,
    code       bytea       not null,
    made_at    timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);

create index on made_code (person);

-- How often something was tried since when, by the hash of what is limited. Here and not in memory, so that several
-- servers count together.
create table attempt (
    subject bytea       primary key,
    since   timestamptz not null,
    count   int         not null
);

create index on attempt (since);

-- A person's sign-in on one device. `newest` and `previous` are the hashes of the last two refresh tokens handed out:
-- the previous one is answered again with the same successor, whatever is older ends the session.
create table session (
    id         uuid        primary key,
    person     uuid        not null references person,
    device     text        not null,
    newest     bytea       not null,
    previous   bytea,
    created_at timestamptz not null,
    used_at    timestamptz not null,
    ended_at   timestamptz
);

create index on session (person);
