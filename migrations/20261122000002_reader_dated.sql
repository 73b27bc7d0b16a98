-- An examiner or inspector reads for a while, and somebody says for how long when it is opened to them.
update role_grant set until_at = greatest(now(), from_at) + interval '1 year' where role = 'reader' and until_at is null;
alter table role_grant add constraint reader_is_dated check (role <> 'reader' or until_at is not null);
