-- What a probe writes beside its count: as much as a small batch, so that a disk that has room for
-- a page, and not for the next order, is not taken for one that has room again.
alter table probe add column room text;
