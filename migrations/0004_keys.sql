-- What this database signs with: made once, kept for good, so that what was signed before a restart
-- is still known after it. Hexadecimal text.
create table keys (
    name text not null primary key,
    key  text not null
);
