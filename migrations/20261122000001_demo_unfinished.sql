-- Filling a demo takes many writes, and may be stopped between two of them: the next start goes on from here. It is the
-- moment from which the demo counts its weeks, so that what is sent again is the same; null once all of it is there.
alter table installation add column demo_unfinished timestamptz;
