-- Keys whose rows are being written and which no sandbox has yet: a fork or an import fills them
-- slice by slice, and one commit hands them to their sandbox. What a stop leaves half-written is
-- removed after the next start.
create table staged (
    sandbox bigint not null primary key
);
