-- The journal: rows are appended and never changed.
--
-- The primary key and nothing else: a second index on appended rows costs as much as updating
-- them in place. `seq` runs through all three tables of a sandbox, without gaps.
-- Instants are epoch milliseconds by the sandbox's clock.

-- The rules that rounds are bound to, as they stood then.
create table terms (
    sandbox bigint not null,
    seq     bigint not null,
    format  bigint not null,
    at      bigint not null,
    body    text   not null,
    primary key (sandbox, seq)
);

-- Orders as submitted: one row a round.
create table orders (
    sandbox      bigint not null,
    seq          bigint not null,
    format       bigint not null,
    at           bigint not null,
    rule         text   not null,
    order_number bigint not null,
    order_no     text   not null,
    round        bigint not null,
    terms        bigint not null,
    filing_type  text   not null,
    province     text   not null,
    provider     text   not null,
    body         text   not null,
    setup        text   not null,
    primary key (sandbox, seq)
);

-- Everything else that happened. `order_number` is null for attempts, which name no order.
create table events (
    sandbox      bigint not null,
    seq          bigint not null,
    format       bigint not null,
    at           bigint not null,
    rule         text   not null,
    order_number bigint,
    type         text   not null,
    detail       text   not null,
    primary key (sandbox, seq)
);
