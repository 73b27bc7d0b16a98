-- What lists and boards ask of lessons, feedback and targets.
--
-- A record's body is read whole or not at all; who asks for everything that is due this week asks these tables. Each row
-- is what its subject's `project` makes of the record, in the transaction that writes the record, and can be made again
-- from it (`chalkline project --again`). So nothing here is kept that stands nowhere else, and no words that a person
-- reads: those stay in the record. Whatever reads a table brings the index it needs.
create table lesson (
    id       uuid primary key references record,
    scope    uuid not null,
    trainee  uuid not null,
    -- Who began it, a mentor or the trainee.
    author   uuid not null,
    day      date not null,
    began_at timestamptz,
    subject  text not null,
    class    text not null,
    stage    text not null
);

create table feedback (
    id              uuid   primary key references record,
    scope           uuid   not null,
    lesson          uuid   not null,
    trainee         uuid   not null,
    author          uuid   not null,
    stage           text   not null,
    -- Which text it is: 1 as sent, one more with every amendment.
    version         bigint not null,
    sent_at         timestamptz not null,
    -- When the text as it is now was first opened, and when it was acknowledged.
    read_at         timestamptz,
    acknowledged_at timestamptz,
    withdrawn_at    timestamptz
);

create table target (
    id              uuid   primary key references record,
    scope           uuid   not null,
    trainee         uuid   not null,
    -- The feedback it came from, and who sent that.
    feedback        uuid   not null,
    author          uuid   not null,
    area            text,
    due             date,
    status          text   not null,
    -- The revision of the record that set the status, and when that was: for a target that was met, the moment.
    status_revision bigint not null,
    status_since    timestamptz not null
);

-- In which edition each of these tables was last made from every record there is. A server whose tables are of a later one
-- makes them again when it starts.
create table projection (
    kind    text primary key,
    edition int  not null
);
