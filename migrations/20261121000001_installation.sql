-- This database, as one thing: it knows its own name and whether it was made as a demo.
--
-- The name tells a phone that it speaks with the same installation as last time (a proxy, a captive portal or
-- another server of the same address does not know it). The demo mark is set when the database is made and never
-- later: demo sign-in must be impossible in a database that holds real people.
create table installation (
    single     boolean     primary key default true check (single),
    id         uuid        not null default gen_random_uuid(),
    demo       boolean     not null default false,
    created_at timestamptz not null default now()
);

insert into installation default values;
