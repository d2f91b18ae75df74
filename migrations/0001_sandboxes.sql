-- The sandboxes: settings, clock, and when somebody must look.
--
-- `sandbox` is an internal key. A reset gives the sandbox a new one and leaves the old rows to be
-- removed in slices behind it, so neither reset nor removal grows with what it throws away.
create table sandboxes (
    sandbox  bigint not null primary key,
    id       text   not null unique,
    settings text   not null,
    origin   text   not null,
    clock    text   not null,
    -- The wall time at which a running clock makes something due; null where nothing will be.
    due_wall bigint
);

-- Keys that are no sandbox any more, until their rows are gone.
create table dropped (
    sandbox bigint not null primary key
);

-- One row that a probe writes, to learn whether the store takes writes again.
create table probe (
    id     bigint not null primary key,
    probed bigint not null
);

insert into probe (id, probed) values (1, 0);
